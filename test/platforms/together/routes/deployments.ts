import { type Call, ok } from '../../kit/answers.ts';
import type { Router } from '../../kit/router.ts';
import { bool, int, int64, list, name, obj, oneOf, type Shape, str } from '../../kit/shapes.ts';
import { autoscalingShape, checkQuota, resolve } from '../autoscaling.ts';
import { badRequest, conflict, unknownField } from '../errors.ts';
import { matches, textField, timeField } from '../filter.ts';
import { beginRun, reconcile } from '../lifecycle.ts';
import { ordered, paged } from '../paging.ts';
import { setSplit } from '../routing.ts';
import { bodyOf, booleanOf, noQuery, queryOf } from '../strict.ts';
import type { Deployment, Endpoint, Placement } from '../types.ts';
import { deploymentView, modelName } from '../views.ts';
import { account, type World } from '../world.ts';
import { patchDeployment, removeDeployment } from './deploymentChanges.ts';
import { deploymentOf, endpointOf, resolveConfig, resolveModel } from './find.ts';

const placementShape = obj({
  inline: obj({
    regions: list(str),
    constraint: oneOf('ENFORCEMENT_REQUIRED', 'ENFORCEMENT_PREFERRED'),
    compliancePolicy: obj({ hipaa: bool }),
  }),
  profile: str,
});

const createShape = obj(
  {
    name,
    autoscaling: autoscalingShape,
    model: str,
    config: str,
    enableLora: bool,
    placement: placementShape,
    inactiveTimeout: int,
    maxConcurrentRequestsPerReplica: int64,
    modelId: str,
    modelRevisionId: str,
    configId: str,
  },
  'name',
  'autoscaling',
);

export function deploymentRoutes(router: Router, world: World): void {
  const base = '/v2/projects/:p/endpoints/:ep/deployments';
  router
    .on('GET', base, (call) => ok(listDeployments(world, call)))
    .on('POST', base, (call) => ok(create(world, call)))
    .on('GET', `${base}/:dep`, (call) => {
      noQuery(call);
      return ok(deploymentView(world, deploymentOf(world, call).deployment));
    })
    .on('PATCH', `${base}/:dep`, (call) => ok(patchDeployment(world, call)))
    .on('DELETE', `${base}/:dep`, (call) => ok(removeDeployment(world, call)));
}

function listDeployments(world: World, call: Call): unknown {
  const endpoint = endpointOf(world, call);
  const query = queryOf(call, 'limit', 'after', 'orderBy', 'filter');
  const kept = world.deploymentsOf(endpoint.id).filter((deployment) =>
    matches(query.filter, {
      name: textField(deployment.shortName, (wanted) =>
        [deployment.shortName, world.deploymentName(deployment)].includes(wanted),
      ),
      created_at: timeField(deployment.createdAt),
      updated_at: timeField(deployment.updatedAt),
      state: textField(`DEPLOYMENT_STATE_${deployment.state}`),
      // Matched regardless of revision.
      model: textField(
        modelName(deployment.model),
        (wanted) => wanted.split('/revisions/')[0] === modelName(deployment.model),
      ),
    }),
  );
  return paged(ordered(kept, query.orderBy), query, (deployment) => deploymentView(world, deployment));
}

/** Fields newer than the published interface are refused by name unless the platform is set to take them. */
export function probed<T extends { inactiveTimeout?: number; maxConcurrentRequestsPerReplica?: string }>(
  world: World,
  call: Call,
  shape: Shape<T>,
): T {
  const asked = bodyOf(call, shape);
  const sent = Object.keys(call.body ?? {});
  const spelling = (camelKey: string, snakeKey: string): string =>
    sent.includes(snakeKey) ? snakeKey : camelKey;
  if (asked.inactiveTimeout !== undefined) {
    if (world.modes.inactiveTimeout === 'refuse')
      throw unknownField(spelling('inactiveTimeout', 'inactive_timeout'));
    const minutes = asked.inactiveTimeout;
    if (minutes !== 0 && (minutes < 30 || minutes > 1440))
      throw badRequest('inactiveTimeout is 0 or 30..1440');
  }
  if (asked.maxConcurrentRequestsPerReplica !== undefined && world.modes.maxConcurrent === 'refuse') {
    throw unknownField(spelling('maxConcurrentRequestsPerReplica', 'max_concurrent_requests_per_replica'));
  }
  return asked;
}

function create(world: World, call: Call): unknown {
  const endpoint = endpointOf(world, call);
  const { validateOnly } = queryOf(call, 'validateOnly');
  const asked = probed(world, call, createShape);
  const shortName = bareName(endpoint, asked.name);
  if (world.deploymentsOf(endpoint.id).some((one) => one.shortName === shortName))
    throw conflict(`${shortName} exists`);
  const { model, ref } = resolveModel(world, asked.model);
  const config = resolveConfig(world, asked.config, model);
  const placement = checkPlacement(world, asked.placement);
  const autoscaling = resolve(asked.autoscaling);
  checkQuota(world, config.hardware, autoscaling.maxReplicas);

  const now = world.clock.now();
  const deployment: Deployment = {
    id: world.newId('dep_'),
    projectId: account.project_id,
    endpointId: endpoint.id,
    shortName,
    model: ref,
    config: config.ref,
    hardware: config.hardware,
    enableLora: asked.enableLora ?? ['fixed', 'dynamic'].includes(config.adapterMode ?? ''),
    createdAt: now,
    updatedAt: now,
    etag: world.etag(),
    autoscaling,
    ...(placement ? { placement } : {}),
    ...(asked.inactiveTimeout === undefined ? {} : { inactiveTimeout: asked.inactiveTimeout }),
    ...(asked.maxConcurrentRequestsPerReplica === undefined
      ? {}
      : { maxConcurrentRequestsPerReplica: asked.maxConcurrentRequestsPerReplica }),
    shadow: false,
    desired: autoscaling.minReplicas,
    replicas: [],
    state: autoscaling.minReplicas === 0 ? 'STOPPED' : 'PROVISIONING',
    message: autoscaling.minReplicas === 0 ? '' : 'Scheduling replicas',
    runStartedAt: now,
    everReady: false,
    adapters: [],
    inFlight: 0,
    load: {},
    lastRequestAt: now,
  };
  if (booleanOf(validateOnly)) return deploymentView(world, deployment);
  const fate = world.fates.shift();
  if (fate) deployment.fate = fate;
  return admit(world, endpoint, deployment);
}

function admit(world: World, endpoint: Endpoint, deployment: Deployment): unknown {
  const first = world.deploymentsOf(endpoint.id).length === 0;
  world.deployments.set(deployment.id, deployment);
  world.emit(
    { type: 'deployment.created', endpointId: endpoint.id, deploymentId: deployment.id },
    { name: world.deploymentName(deployment) },
  );
  if (deployment.desired > 0) beginRun(world, deployment);
  reconcile(world, deployment);
  if (first && world.modes.autoRoute && endpoint.split.length === 0) {
    setSplit(world, endpoint, [{ deploymentId: deployment.id, weight: 1 }]);
    endpoint.etag = world.etag();
  }
  return deploymentView(world, deployment);
}

function bareName(endpoint: Endpoint, given: string): string {
  const prefix = `${account.project_slug}/${endpoint.shortName}/`;
  const bare = given.startsWith(prefix) ? given.slice(prefix.length) : given;
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(bare)) throw badRequest(`name ${given}`);
  return bare;
}

function checkPlacement(world: World, placement: Placement | undefined): Placement | undefined {
  if (!placement) return undefined;
  if ((placement.inline === undefined) === (placement.profile === undefined)) {
    throw badRequest('placement is either inline or a profile');
  }
  if (
    placement.profile !== undefined &&
    !world.placementProfiles.some(({ id }) => id === placement.profile)
  ) {
    throw badRequest(`placement profile ${placement.profile}`);
  }
  const known = new Set([
    ...[...world.instanceTypes.values()].flatMap(({ regions }) => regions.map(({ name: region }) => region)),
    ...world.placementProfiles.flatMap(({ preferredRegions }) => preferredRegions),
  ]);
  for (const region of placement.inline?.regions ?? []) {
    if (!known.has(region)) throw badRequest(`region ${region}`);
  }
  return placement;
}
