import { type Call, ok } from '../../kit/answers.ts';
import type { Router } from '../../kit/router.ts';
import { list, name, num, obj, oneOf, str } from '../../kit/shapes.ts';
import { badRequest, conflict, notFound, refusal, words } from '../errors.ts';
import { matches, textField, timeField } from '../filter.ts';
import { ordered, paged } from '../paging.ts';
import { setSplit } from '../routing.ts';
import { bodyOf, maskedFields, ownProject, noQuery, queryOf } from '../strict.ts';
import type { Endpoint, SplitEntry } from '../types.ts';
import { endpointView, iso } from '../views.ts';
import { account, type World } from '../world.ts';
import { checkEtag, endpointOf } from './find.ts';

const visibility = oneOf('VISIBILITY_PRIVATE', 'VISIBILITY_INTERNAL');
const createShape = obj({ name, visibility }, 'name');
const patchShape = obj({
  name,
  visibility,
  etag: str,
  trafficSplit: list(obj({ deploymentId: str, weight: num }, 'deploymentId', 'weight')),
});

export function endpointRoutes(router: Router, world: World): void {
  const base = '/v2/projects/:p/endpoints';
  router
    .on('GET', base, (call) => ok(listEndpoints(world, call, ownProject(call))))
    .on('POST', base, (call) => ok(create(world, call)))
    .on('GET', `${base}/:ep`, (call) => {
      noQuery(call);
      return ok(endpointView(world, endpointOf(world, call)));
    })
    .on('PATCH', `${base}/:ep`, (call) => ok(patch(world, call)))
    .on('DELETE', `${base}/:ep`, (call) => ok(remove(world, call)))
    .on('GET', '/v2/organizations/:org/endpoints', (call) => {
      if (call.params['org'] !== account.organization_id) throw notFound('foreign organization');
      const shared = listEndpoints(
        world,
        call,
        account.project_id,
        (one) => one.visibility === 'VISIBILITY_INTERNAL',
      );
      return ok(shared);
    })
    .on('GET', '/v2/public/endpoints', (call) => {
      const query = queryOf(call, 'limit', 'after', 'orderBy', 'filter');
      const at = iso(Date.parse('2026-08-01T00:00:00Z'));
      const open = { id: 'ep_public1', projectId: 'proj_together1', name: 'together/demo' };
      return ok(
        paged([open], query, (one) => ({
          ...one,
          createdAt: at,
          updatedAt: at,
          visibility: 'VISIBILITY_PUBLIC',
        })),
      );
    });
}

function listEndpoints(
  world: World,
  call: Call,
  project: string,
  also: (endpoint: Endpoint) => boolean = () => true,
): unknown {
  const query = queryOf(call, 'limit', 'after', 'orderBy', 'filter');
  const inProject = call.params['p'] !== undefined;
  const kept = [...world.endpoints.values()]
    .filter((endpoint) => endpoint.projectId === project && also(endpoint))
    .filter((endpoint) =>
      matches(query.filter, {
        ...(world.modes.nameFilter === 'accept' ? { name: nameField(world, endpoint, inProject) } : {}),
        created_at: timeField(endpoint.createdAt),
        updated_at: timeField(endpoint.updatedAt),
      }),
    );
  return paged(ordered(kept, query.orderBy), query, (endpoint) =>
    endpointView(world, endpoint, { withRollout: inProject }),
  );
}

/** Both the bare and the qualified name match inside a project, the bare one alone elsewhere. */
function nameField(world: World, endpoint: Endpoint, qualifiedToo: boolean): ReturnType<typeof textField> {
  const names = [endpoint.shortName, ...(qualifiedToo ? [world.endpointName(endpoint)] : [])];
  return textField(endpoint.shortName, (wanted) => {
    if (wanted.startsWith('*')) return names.some((one) => one.endsWith(wanted.slice(1)));
    if (wanted.endsWith('*')) return names.some((one) => one.startsWith(wanted.slice(0, -1)));
    return names.includes(wanted);
  });
}

function bareName(given: string): string {
  const parts = given.split('/');
  if (parts.length > 2 || (parts.length === 2 && parts[0] !== account.project_slug)) {
    throw badRequest(`name ${given} is qualified with another project`);
  }
  const bare = parts.at(-1)!;
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(bare)) throw badRequest(`name ${given}`);
  return bare;
}

function create(world: World, call: Call): unknown {
  const projectId = ownProject(call);
  noQuery(call);
  const asked = bodyOf(call, createShape);
  const shortName = bareName(asked.name);
  if ([...world.endpoints.values()].some((one) => one.shortName === shortName))
    throw conflict(`${shortName} exists`);
  const now = world.clock.now();
  const endpoint: Endpoint = {
    id: world.newId('ep_'),
    projectId,
    shortName,
    visibility: asked.visibility ?? 'VISIBILITY_PRIVATE',
    etag: world.etag(),
    createdAt: now,
    updatedAt: now,
    split: [],
    routed: [],
  };
  world.endpoints.set(endpoint.id, endpoint);
  world.emit({ type: 'endpoint.created', endpointId: endpoint.id }, { name: world.endpointName(endpoint) });
  return endpointView(world, endpoint);
}

function patch(world: World, call: Call): unknown {
  const endpoint = endpointOf(world, call);
  const { updateMask } = queryOf(call, 'updateMask');
  const asked = bodyOf(call, patchShape);
  const fields = maskedFields(asked, updateMask, ['name', 'visibility', 'trafficSplit']);
  if (fields.has('trafficSplit')) checkSplit(world, endpoint, asked.trafficSplit ?? []);
  checkEtag(world, endpoint.etag, asked.etag);
  if (fields.has('name') && asked.name !== undefined) {
    const shortName = bareName(asked.name);
    const taken = [...world.endpoints.values()].some(
      (one) => one !== endpoint && one.shortName === shortName,
    );
    if (taken) throw conflict(`${shortName} exists`);
    endpoint.shortName = shortName;
  }
  if (fields.has('visibility') && asked.visibility) endpoint.visibility = asked.visibility;
  if (fields.has('trafficSplit')) setSplit(world, endpoint, asked.trafficSplit ?? []);
  endpoint.etag = world.etag();
  endpoint.updatedAt = world.clock.now();
  world.emit({ type: 'endpoint.updated', endpointId: endpoint.id }, { paths: [...fields] });
  return endpointView(world, endpoint);
}

function checkSplit(world: World, endpoint: Endpoint, split: readonly SplitEntry[]): void {
  const rollout = world.activeRollout(endpoint.id);
  if (rollout) throw refusal(409, `cannot update traffic_split while rollout ${rollout.id} is active`);
  const seen = new Set<string>();
  for (const { deploymentId, weight } of split) {
    if (weight < 0) throw badRequest('negative weight');
    if (seen.has(deploymentId)) throw badRequest('deployment named twice in the split');
    seen.add(deploymentId);
    const deployment = world.deployments.get(deploymentId);
    if (deployment?.endpointId !== endpoint.id) throw badRequest(`${deploymentId} is not of this endpoint`);
    if (deployment.shadow && weight > 0) throw refusal(400, words.shadowTarget);
    const variant = [...world.abExperiments.values()].some(({ members }) =>
      members.some((one) => one.deploymentId === deploymentId && one.role.endsWith('VARIANT')),
    );
    if (variant) throw badRequest('only the control of an A/B experiment may stand in the split');
  }
}

function remove(world: World, call: Call): unknown {
  const endpoint = endpointOf(world, call);
  const { etag } = queryOf(call, 'etag');
  if (world.deploymentsOf(endpoint.id).length > 0) throw badRequest('the endpoint has deployments');
  checkEtag(world, endpoint.etag, etag);
  world.endpoints.delete(endpoint.id);
  world.emit({ type: 'endpoint.deleted', endpointId: endpoint.id });
  return {};
}
