import { type Call, ok } from '../../kit/answers.ts';
import type { Router } from '../../kit/router.ts';
import { duration, list, name, num, obj, str } from '../../kit/shapes.ts';
import { badRequest, conflict, notFound } from '../errors.ts';
import type { ShadowExperiment, ShadowTarget } from '../experiments.ts';
import { paged } from '../paging.ts';
import { bodyOf, booleanOf, maskedFields, noQuery, queryOf } from '../strict.ts';
import type { Endpoint } from '../types.ts';
import { iso } from '../views.ts';
import { account, type World } from '../world.ts';
import { checkEtag, endpointOf } from './find.ts';

const sampling = obj({
  uniform: obj({ rate: num }, 'rate'),
  keyBased: obj({ rate: num, key: str }, 'rate', 'key'),
  adaptiveUniform: obj({ targetQps: num, window: duration }, 'targetQps'),
  adaptiveKeyBased: obj({ targetQps: num, key: str, window: duration }, 'targetQps', 'key'),
});
const source = obj({ endpoint: obj({ sampling }, 'sampling') }, 'endpoint');
export const targetShape = obj(
  { name, targetDeploymentId: name, description: str },
  'name',
  'targetDeploymentId',
);
const createShape = obj({ name, source, targets: list(targetShape) }, 'name', 'source');
const patchShape = obj({ description: str, source, etag: str });

export function shadowExperimentRoutes(router: Router, world: World): void {
  const base = '/v2/projects/:p/endpoints/:ep/shadowExperiments';
  router
    .on('GET', base, (call) => {
      const endpoint = endpointOf(world, call);
      const query = queryOf(call, 'limit', 'after', 'includeTargets');
      const withTargets = booleanOf(query.includeTargets);
      return ok(paged(of(world, endpoint), query, (experiment) => view(experiment, withTargets)));
    })
    .on('POST', base, (call) => ok(create(world, call)))
    .on('GET', `${base}/:id`, (call) => {
      noQuery(call);
      return ok(view(findShadow(world, call).experiment, true));
    })
    .on('PATCH', `${base}/:id`, (call) => ok(patch(world, call)))
    .on('DELETE', `${base}/:id`, (call) => {
      const { experiment } = findShadow(world, call);
      checkEtag(world, experiment.etag, queryOf(call, 'etag').etag);
      for (const target of experiment.targets) release(world, target.targetDeploymentId);
      world.shadowExperiments.delete(experiment.id);
      return ok({});
    });
}

const of = (world: World, endpoint: Endpoint): ShadowExperiment[] =>
  [...world.shadowExperiments.values()].filter(({ endpointId }) => endpointId === endpoint.id);

export function findShadow(world: World, call: Call): { endpoint: Endpoint; experiment: ShadowExperiment } {
  const endpoint = endpointOf(world, call);
  const experiment = of(world, endpoint).find(({ id }) => id === call.params['id']);
  if (!experiment) throw notFound('shadow experiment');
  return { endpoint, experiment };
}

function create(world: World, call: Call): unknown {
  noQuery(call);
  const endpoint = endpointOf(world, call);
  const asked = bodyOf(call, createShape);
  if (asked.name.length > 256 || (asked.targets ?? []).length > 100)
    throw badRequest('name or targets too long');
  // Unique in the project, although the interface document says endpoint.
  if ([...world.shadowExperiments.values()].some((one) => one.name === asked.name))
    throw conflict('name exists');
  checkSource(asked.source);
  const now = world.clock.now();
  const experiment: ShadowExperiment = {
    id: world.newId('exp_'),
    endpointId: endpoint.id,
    name: asked.name,
    description: '',
    source: asked.source,
    targets: [],
    createdAt: now,
    updatedAt: now,
    etag: world.etag(),
  };
  // The answer comes before its targets are attached.
  const answer = view(experiment, true);
  for (const target of asked.targets ?? []) attach(world, endpoint, experiment, target);
  world.shadowExperiments.set(experiment.id, experiment);
  return answer;
}

function checkSource({ endpoint }: ReturnType<typeof source>): void {
  if (Object.keys(endpoint.sampling).length !== 1) throw badRequest('exactly one kind of sampling');
  const rate = endpoint.sampling.uniform?.rate ?? endpoint.sampling.keyBased?.rate ?? 0;
  if (rate < 0 || rate > 1) throw badRequest('rate 0..1');
}

function patch(world: World, call: Call): unknown {
  const { experiment } = findShadow(world, call);
  const { updateMask } = queryOf(call, 'updateMask');
  if (updateMask === undefined) throw badRequest('updateMask is required');
  const asked = bodyOf(call, patchShape);
  const fields = maskedFields(asked, updateMask, ['source', 'description']);
  if (fields.has('source')) {
    if (asked.etag === undefined || !asked.source) throw badRequest('source changes need an etag');
    checkSource(asked.source);
  }
  checkEtag(world, experiment.etag, asked.etag);
  if (fields.has('source')) experiment.source = asked.source;
  if (fields.has('description')) experiment.description = asked.description ?? '';
  experiment.etag = world.etag();
  experiment.updatedAt = world.clock.now();
  return view(experiment, true);
}

export function attach(
  world: World,
  endpoint: Endpoint,
  experiment: ShadowExperiment,
  asked: ReturnType<typeof targetShape>,
): ShadowTarget {
  const deployment = world.deployments.get(asked.targetDeploymentId);
  if (deployment?.endpointId !== endpoint.id) throw badRequest('target is not of this endpoint');
  const live = endpoint.split.some((entry) => entry.deploymentId === deployment.id && entry.weight > 0);
  const rollout = world.activeRollout(endpoint.id);
  if (
    live ||
    rollout?.sourceId === deployment.id ||
    rollout?.targetId === deployment.id ||
    deployment.shadow
  ) {
    throw badRequest('target serves live traffic, a rollout or another experiment');
  }
  deployment.shadow = true;
  const now = world.clock.now();
  const target: ShadowTarget = {
    id: world.newId('shet_'),
    name: asked.name,
    targetDeploymentId: deployment.id,
    description: asked.description ?? '',
    createdAt: now,
    updatedAt: now,
    etag: world.etag(),
  };
  experiment.targets.push(target);
  return target;
}

export function release(world: World, deploymentId: string): void {
  const deployment = world.deployments.get(deploymentId);
  if (deployment) deployment.shadow = false;
}

function view(experiment: ShadowExperiment, withTargets: boolean): Record<string, unknown> {
  const { createdAt, updatedAt, description, targets, ...rest } = experiment;
  return {
    ...rest,
    ...(description ? { description } : {}),
    projectId: account.project_id,
    createdBy: account.user_id,
    targets: withTargets ? targets.map((target) => targetView(experiment, target)) : [],
    state: `SHADOW_EXPERIMENT_STATE_${targets.length > 0 ? 'ACTIVE' : 'INACTIVE'}`,
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
  };
}

export function targetView(experiment: ShadowExperiment, target: ShadowTarget): Record<string, unknown> {
  const { createdAt, updatedAt, description, ...rest } = target;
  return {
    ...rest,
    ...(description ? { description } : {}),
    experimentId: experiment.id,
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
  };
}
