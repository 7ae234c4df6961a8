import { type Call, ok } from '../../kit/answers.ts';
import type { Router } from '../../kit/router.ts';
import { int, list, name, obj, oneOf, str } from '../../kit/shapes.ts';
import { badRequest, conflict, notFound, refusal, words } from '../errors.ts';
import type { AbExperiment, AbMember } from '../experiments.ts';
import { paged } from '../paging.ts';
import { bodyOf, maskedFields, noQuery, queryOf } from '../strict.ts';
import type { Endpoint } from '../types.ts';
import { iso } from '../views.ts';
import { account, type World } from '../world.ts';
import { checkEtag, endpointOf } from './find.ts';

const members = list(
  obj(
    {
      deploymentId: name,
      role: oneOf('AB_EXPERIMENT_MEMBER_ROLE_CONTROL', 'AB_EXPERIMENT_MEMBER_ROLE_VARIANT'),
      percent: int,
    },
    'deploymentId',
    'role',
    'percent',
  ),
);
const createShape = obj({ name, description: str, members }, 'name', 'members');
const patchShape = obj({ description: str, members, etag: str });

export function abExperimentRoutes(router: Router, world: World): void {
  const base = '/v2/projects/:p/endpoints/:ep/abExperiments';
  router
    .on('GET', base, (call) => {
      const endpoint = endpointOf(world, call);
      return ok(paged(of(world, endpoint), queryOf(call, 'limit', 'after'), view));
    })
    .on('POST', base, (call) => ok(create(world, call)))
    .on('GET', `${base}/:id`, (call) => {
      noQuery(call);
      return ok(view(find(world, call).experiment));
    })
    .on('PATCH', `${base}/:id`, (call) => ok(patch(world, call)))
    .on('DELETE', `${base}/:id`, (call) => {
      const { experiment } = find(world, call);
      checkEtag(world, experiment.etag, queryOf(call, 'etag').etag);
      world.abExperiments.delete(experiment.id);
      return ok({});
    });
}

const of = (world: World, endpoint: Endpoint): AbExperiment[] =>
  [...world.abExperiments.values()].filter(({ endpointId }) => endpointId === endpoint.id);

function find(world: World, call: Call): { endpoint: Endpoint; experiment: AbExperiment } {
  const endpoint = endpointOf(world, call);
  const experiment = of(world, endpoint).find(({ id }) => id === call.params['id']);
  if (!experiment) throw notFound('A/B experiment');
  return { endpoint, experiment };
}

function create(world: World, call: Call): unknown {
  noQuery(call);
  const endpoint = endpointOf(world, call);
  const asked = bodyOf(call, createShape);
  if (world.activeRollout(endpoint.id)) throw conflict('a rollout is active');
  if (of(world, endpoint).some((one) => one.name === asked.name)) throw conflict(`${asked.name} exists`);
  checkMembers(world, endpoint, asked.members);
  const now = world.clock.now();
  const experiment: AbExperiment = {
    id: world.newId('abx_'),
    endpointId: endpoint.id,
    name: asked.name,
    description: asked.description ?? '',
    members: asked.members,
    createdAt: now,
    updatedAt: now,
    etag: world.etag(),
  };
  world.abExperiments.set(experiment.id, experiment);
  return view(experiment);
}

/** Replaces the whole member set, and only with a mask and an etag. */
function patch(world: World, call: Call): unknown {
  const { endpoint, experiment } = find(world, call);
  const { updateMask } = queryOf(call, 'updateMask');
  const asked = bodyOf(call, patchShape);
  if (updateMask === undefined || asked.etag === undefined)
    throw refusal(400, words.bareInvalid, 'no mask or etag');
  const fields = maskedFields(asked, updateMask, ['members', 'description']);
  checkEtag(world, experiment.etag, asked.etag);
  if (fields.has('members')) {
    checkMembers(world, endpoint, asked.members ?? []);
    experiment.members = asked.members ?? [];
  }
  if (fields.has('description')) experiment.description = asked.description ?? '';
  experiment.etag = world.etag();
  experiment.updatedAt = world.clock.now();
  return view(experiment);
}

function checkMembers(world: World, endpoint: Endpoint, set: readonly AbMember[]): void {
  if (set.length < 2 || set.length > 20) throw badRequest('2 to 20 members');
  if (set.filter(({ role }) => role.endsWith('CONTROL')).length !== 1)
    throw badRequest('exactly one control');
  if (set.some(({ percent }) => percent < 1 || percent > 100)) throw badRequest('percent 1..100');
  if (set.reduce((sum, { percent }) => sum + percent, 0) !== 100)
    throw badRequest('percents must sum to 100');
  for (const { deploymentId, role } of set) {
    const deployment = world.deployments.get(deploymentId);
    if (deployment?.endpointId !== endpoint.id || deployment.shadow)
      throw badRequest(`member ${deploymentId}`);
    const live = endpoint.split.some((entry) => entry.deploymentId === deploymentId && entry.weight > 0);
    if (live && role.endsWith('VARIANT')) throw badRequest('only the control may stand in the split');
  }
}

function view(experiment: AbExperiment): Record<string, unknown> {
  const { createdAt, updatedAt, description, ...rest } = experiment;
  return {
    ...rest,
    ...(description ? { description } : {}),
    projectId: account.project_id,
    createdBy: account.user_id,
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
  };
}
