import { type Answer, type Call, ok } from '../../kit/answers.ts';
import type { Router } from '../../kit/router.ts';
import { badRequest, notFound, refusal } from '../errors.ts';
import type { V1Endpoint } from '../types.ts';
import { iso } from '../views.ts';
import { account, type World } from '../world.ts';

const stopMs = 30_000;

/** The first generation: listed, tested, stopped and deleted, never again created or started. */
export function v1EndpointRoutes(router: Router, world: World): void {
  const base = '/v1/endpoints';
  router
    .on('GET', base, (call) => ok({ object: 'list', data: listed(world, call).map(listView) }))
    .on('POST', base, (call) => {
      const { model, hardware, autoscaling } = (call.body ?? {}) as Record<string, unknown>;
      if (!model || !hardware || !autoscaling)
        throw badRequest('model, hardware and autoscaling are required');
      throw switchedOff();
    })
    .on('GET', `${base}/:id`, (call) => ok(fullView(own(world, call))))
    .on('PATCH', `${base}/:id`, (call) => ok(patch(world, call)))
    .on('DELETE', `${base}/:id`, (call): Answer => {
      world.v1Endpoints.delete(own(world, call).id);
      return { status: 204 };
    })
    .on('GET', `${base}/:id/adapters`, (call) => {
      const endpoint = own(world, call);
      const data = endpoint.adapters.map((adapter) => ({
        model_id: `${endpoint.name}:${adapter}`,
        adapter_name: adapter,
        endpoint_name: endpoint.name,
      }));
      return ok({ object: 'list', data });
    })
    .on('POST', `${base}/:id/adapters`, (call) => {
      const { endpoint, adapter, modelId } = adapterOf(world, call);
      endpoint.adapters.push(adapter);
      return ok({ model_id: modelId });
    })
    .on('DELETE', `${base}/:id/adapters`, (call) => {
      const { endpoint, adapter, modelId } = adapterOf(world, call);
      const at = endpoint.adapters.indexOf(adapter);
      if (at === -1) throw notFound('adapter');
      endpoint.adapters.splice(at, 1);
      return ok({ model_id: modelId, deleted: true });
    });
}

function switchedOff(): Error {
  return refusal(403, 'endpoints_v1_create_access_disabled', 'v1 endpoints are retired', {
    code: 'endpoints_v1_create_access_disabled',
  });
}

function listed(world: World, call: Call): V1Endpoint[] {
  const type = call.query.get('type');
  const usage = call.query.get('usage_type');
  if (type !== null && type !== 'dedicated' && type !== 'serverless') throw badRequest(`type ${type}`);
  if (usage !== null && usage !== 'on-demand' && usage !== 'reserved')
    throw badRequest(`usage_type ${usage}`);
  const mine = call.query.get('mine') === 'true';
  return [...world.v1Endpoints.values()].filter(
    (endpoint) =>
      (type === null || typeOf(endpoint) === type) &&
      (!mine || endpoint.owner === account.project_slug) &&
      usage !== 'reserved',
  );
}

const typeOf = ({ owner }: V1Endpoint): string =>
  owner === account.project_slug ? 'dedicated' : 'serverless';

/** No hardware, autoscaling or display name in lists. */
function listView(endpoint: V1Endpoint): Record<string, unknown> {
  const { id, name, model, owner, state, createdAt } = endpoint;
  return {
    object: 'endpoint',
    id,
    name,
    model,
    type: typeOf(endpoint),
    owner,
    state,
    created_at: iso(createdAt),
  };
}

function fullView(endpoint: V1Endpoint): Record<string, unknown> {
  const { displayName, hardware, autoscaling } = endpoint;
  return { ...listView(endpoint), display_name: displayName, hardware, autoscaling };
}

function own(world: World, call: Call): V1Endpoint {
  const endpoint = world.v1Endpoints.get(call.params['id'] ?? '');
  if (!endpoint) throw notFound('v1 endpoint');
  if (endpoint.owner !== account.project_slug) throw refusal(403, 'Unauthorized');
  return endpoint;
}

function patch(world: World, call: Call): unknown {
  const endpoint = own(world, call);
  const { display_name, state, autoscaling, inactive_timeout } = (call.body ?? {}) as Record<string, unknown>;
  if (state !== undefined && state !== 'STARTED' && state !== 'STOPPED') throw badRequest('state');
  if (state === 'STARTED' && endpoint.state !== 'STARTED') throw switchedOff();
  if (typeof display_name === 'string') endpoint.displayName = display_name;
  if (autoscaling !== undefined) endpoint.autoscaling = autoscaling as V1Endpoint['autoscaling'];
  if (inactive_timeout !== undefined) endpoint.inactiveTimeout = inactive_timeout as number | null;
  if (state === 'STOPPED' && ['STARTED', 'STARTING', 'PENDING'].includes(endpoint.state)) {
    endpoint.state = 'STOPPING';
    world.clock.after(stopMs, () => {
      endpoint.state = 'STOPPED';
    });
  }
  return fullView(endpoint);
}

/** The adapter is named `<endpoint name>:<adapter>` in the body, on DELETE as well. */
function adapterOf(world: World, call: Call): { endpoint: V1Endpoint; adapter: string; modelId: string } {
  const endpoint = own(world, call);
  const { model_id: modelId } = (call.body ?? {}) as Record<string, unknown>;
  if (typeof modelId !== 'string' || !modelId.startsWith(`${endpoint.name}:`)) throw badRequest('model_id');
  return { endpoint, adapter: modelId.slice(endpoint.name.length + 1), modelId };
}
