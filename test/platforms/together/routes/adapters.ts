import { type Call, ok } from '../../kit/answers.ts';
import type { Router } from '../../kit/router.ts';
import { bool, name, obj, str } from '../../kit/shapes.ts';
import { badRequest, conflict, notFound } from '../errors.ts';
import { paged } from '../paging.ts';
import { bodyOf, noQuery, queryOf } from '../strict.ts';
import type { Adapter, Deployment } from '../types.ts';
import { iso, modelName } from '../views.ts';
import { counts, type World } from '../world.ts';
import { checkEtag, deploymentOf } from './find.ts';

const addShape = obj({ adapterModelId: name, adapterRevisionId: str, force: bool }, 'adapterModelId');
const patchShape = obj({ adapterRevisionId: name, etag: name }, 'adapterRevisionId', 'etag');
const capacity = 16;

/** LoRA adapters attached to a running deployment. Here an etag is not optional. */
export function adapterRoutes(router: Router, world: World): void {
  const base = '/v2/projects/:p/endpoints/:ep/deployments/:dep/adapters';
  router
    .on('GET', base, (call) => {
      const { deployment } = deploymentOf(world, call);
      const query = queryOf(call, 'limit', 'after');
      return ok(paged(deployment.adapters, query, (adapter) => view(world, deployment, adapter)));
    })
    .on('POST', base, (call) => ok(add(world, call)))
    .on('GET', `${base}/:id`, (call) => {
      noQuery(call);
      const { deployment, adapter } = find(world, call);
      return ok(view(world, deployment, adapter));
    })
    .on('PATCH', `${base}/:id`, (call) => ok(patch(world, call)))
    .on('DELETE', `${base}/:id`, (call) => ok(remove(world, call)));
}

function find(world: World, call: Call): { deployment: Deployment; adapter: Adapter } {
  const { deployment } = deploymentOf(world, call);
  const wanted = call.params['id'];
  const adapter = deployment.adapters.find(({ id, model }) =>
    world.modes.adapterIds === 'own' ? id === wanted : model.id === wanted,
  );
  if (!adapter) throw notFound('adapter');
  return { deployment, adapter };
}

function add(world: World, call: Call): unknown {
  noQuery(call);
  const { deployment } = deploymentOf(world, call);
  const asked = bodyOf(call, addShape);
  const model = world.models.get(asked.adapterModelId);
  if (!deployment.enableLora) throw badRequest('the deployment does not take adapters');
  if (model?.weights.type !== 'WEIGHTS_TYPE_ADAPTER')
    throw badRequest(`${asked.adapterModelId} is not an adapter`);
  if (deployment.adapters.some((one) => one.model.id === model.id))
    throw conflict('adapter already attached');
  const revision = asked.adapterRevisionId ?? model.revisions[0]?.id;
  if (revision === undefined || !model.revisions.some(({ id }) => id === revision))
    throw badRequest('revision');
  if (deployment.adapters.length >= capacity) {
    if (!asked.force) throw badRequest('adapter capacity reached');
    deployment.adapters.shift();
  }
  const adapter: Adapter = {
    id: world.newId('dad_'),
    model: { projectId: model.projectId, id: model.id },
    revisionId: revision,
    etag: world.etag(),
    state: 'PENDING',
  };
  deployment.adapters.push(adapter);
  load(world, adapter);
  return view(world, deployment, adapter);
}

function load(world: World, adapter: Adapter): void {
  adapter.state = 'PENDING';
  world.clock.after(world.timings.adapterLoadMs / 3, () => {
    adapter.state = 'LOADING';
  });
  world.clock.after(world.timings.adapterLoadMs, () => {
    adapter.state = 'READY';
    adapter.loadedAt = world.clock.now();
  });
}

function patch(world: World, call: Call): unknown {
  noQuery(call);
  const { deployment, adapter } = find(world, call);
  const asked = bodyOf(call, patchShape);
  checkEtag(world, adapter.etag, asked.etag);
  const known = world.models
    .get(adapter.model.id)
    ?.revisions.some(({ id }) => id === asked.adapterRevisionId);
  if (!known) throw badRequest('revision');
  adapter.revisionId = asked.adapterRevisionId;
  adapter.etag = world.etag();
  load(world, adapter);
  return view(world, deployment, adapter);
}

function remove(world: World, call: Call): unknown {
  const { deployment, adapter } = find(world, call);
  const { etag } = queryOf(call, 'etag', 'adapterModelId');
  if (etag === undefined) throw badRequest('etag is required');
  checkEtag(world, adapter.etag, etag);
  deployment.adapters.splice(deployment.adapters.indexOf(adapter), 1);
  return {};
}

function view(world: World, deployment: Deployment, adapter: Adapter): Record<string, unknown> {
  const { ready } = counts(deployment);
  const loaded = adapter.state === 'READY';
  return {
    ...(world.modes.adapterIds === 'own' ? { id: adapter.id } : {}),
    adapterModelId: adapter.model.id,
    adapterModel: modelName(adapter.model),
    desiredRevisionId: adapter.revisionId,
    desiredRevision: `${modelName(adapter.model)}/revisions/${adapter.revisionId}`,
    etag: adapter.etag,
    perCluster: [
      {
        adapterModelId: adapter.model.id,
        clusterId: `cluster-${deployment.id.slice(-6)}`,
        state: `ADAPTER_LOAD_STATE_${adapter.state}`,
        readyPodCount: loaded ? ready : 0,
        failedPodCount: 0,
        totalPodCount: ready,
        ...(loaded ? { realizedRevisionId: adapter.revisionId } : {}),
        ...(adapter.loadedAt === undefined ? {} : { loadedAt: iso(adapter.loadedAt) }),
      },
    ],
  };
}
