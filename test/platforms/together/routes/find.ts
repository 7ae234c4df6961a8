import type { Call } from '../../kit/answers.ts';
import { badRequest, notFound, staleEtag } from '../errors.ts';
import { ownProject } from '../strict.ts';
import type { Deployment, Endpoint, Model, ModelRef, ResourceRef } from '../types.ts';
import type { World } from '../world.ts';
import { words, refusal } from '../errors.ts';

export function endpointOf(world: World, call: Call): Endpoint {
  const project = ownProject(call);
  const endpoint = world.endpoints.get(call.params['ep'] ?? '');
  if (endpoint?.projectId !== project) throw notFound('endpoint');
  return endpoint;
}

export function deploymentOf(world: World, call: Call): { endpoint: Endpoint; deployment: Deployment } {
  const endpoint = endpointOf(world, call);
  const deployment = world.deployments.get(call.params['dep'] ?? '');
  if (deployment?.endpointId !== endpoint.id) throw notFound('deployment');
  return { endpoint, deployment };
}

/** No etag means last write wins; a stale one loses. */
export function checkEtag(world: World, current: string, given: string | undefined): void {
  if (given !== undefined && given !== '' && given !== current) throw staleEtag(world.modes.wordPlace);
}

/** `projects/{owner}/models/{ml}[/revisions/{rv}]`; without a revision the newest is pinned. */
export function resolveModel(world: World, name: string | undefined): { model: Model; ref: ModelRef } {
  const parts = /^projects\/([^/]+)\/models\/([^/]+)(?:\/revisions\/([^/]+))?$/.exec(name ?? '');
  if (!parts) throw badRequest(`model ${name ?? 'missing'}`);
  const [, projectId = '', id = '', revisionId] = parts;
  const model = world.models.get(id);
  if (model?.projectId !== projectId) throw notFound(`model ${id} of ${projectId}`);
  const newest = model.revisions[0];
  if (!newest) throw refusal(400, words.noRevisions);
  const revision = revisionId === undefined ? newest : model.revisions.find((one) => one.id === revisionId);
  if (!revision) throw notFound(`revision ${revisionId ?? ''}`);
  if (revisionId !== undefined && revision.validation !== 'SUCCESS') {
    throw badRequest(`revision ${revision.id} is not validated`);
  }
  return { model, ref: { projectId, id, revisionId: revision.id } };
}

/** The config must be one of this model's own, or of its base. */
export function resolveConfig(
  world: World,
  name: string | undefined,
  model: Model,
): { ref: ResourceRef; hardware: string; adapterMode: string | undefined } {
  const parts = /^projects\/([^/]+)\/configs\/([^/]+)$/.exec(name ?? '');
  if (!parts) throw badRequest(`config ${name ?? 'missing'}`);
  const [, projectId = '', id = ''] = parts;
  const config = world.configs.get(id);
  if (config?.projectId !== projectId) throw notFound(`config ${id} of ${projectId}`);
  if (config.model.id !== model.id && !model.baseModel) throw badRequest('config of another model');
  const value = (key: string): string | undefined => config.selectors.find((one) => one.key === key)?.value;
  return {
    ref: { projectId, id },
    hardware: `${value('accelerator_count') ?? '1'}x${value('accelerator_type') ?? ''}`,
    adapterMode: value('adapter_mode'),
  };
}
