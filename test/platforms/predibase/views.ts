import { activeSeconds } from './lifecycle.ts';
import type { AdapterVersion, Deployment, Repo } from './types.ts';
import type { World } from './world.ts';

const typeWords = {
  'shared/private': { shared: 'shared', owned: 'private' },
  'serverless/dedicated': { shared: 'serverless', owned: 'dedicated' },
} as const;

export function deploymentView(world: World, deployment: Deployment): Record<string, unknown> {
  const { modes } = world;
  const { config, shared } = deployment;
  const { minReplicas, maxReplicas, cooldownTime, scaleUpRequestThreshold } = config;
  const scaling = { minReplicas, maxReplicas, cooldownTime, scaleUpRequestThreshold };
  const view: Record<string, unknown> = {
    name: deployment.name,
    uuid: deployment.uuid,
    description: deployment.description,
    type: typeWords[modes.typeWords][shared ? 'shared' : 'owned'],
    status: deployment.statusInstead ?? deployment.status,
    model: deployment.model,
    accelerator: { id: deployment.accelerator },
    quantization: deployment.quantization,
    currentReplicas: deployment.currentReplicas,
    usesGuaranteedCapacity: deployment.usesGuaranteedCapacity,
    ...(modes.shape === 'sdk24' ? scaling : { config: shownConfig(world, deployment) }),
    ...(modes.extraKeys ? { shard: { count: 1 }, labels: ['x'], futureField: null } : {}),
  };
  return Object.fromEntries(Object.entries(view).filter(([key]) => !modes.leaveOut.includes(key)));
}

function shownConfig({ modes }: World, { config }: Deployment): Record<string, unknown> {
  const { hfToken, accelerator: _a, quantization: _q, ...shown } = config;
  return modes.echoHfToken && hfToken !== undefined ? { ...shown, hfToken } : shown;
}

/** `GET /llms/{name}`: another time's object, the only one with dates and an error text. */
export function legacyView(world: World, deployment: Deployment): Record<string, unknown> {
  const { config, errorText } = deployment;
  return {
    id: 1000 + [...world.deployments.keys()].indexOf(deployment.name),
    tenantID: 77,
    uuid: deployment.uuid,
    name: deployment.name,
    description: deployment.description,
    modelName: deployment.model.name,
    quantize: deployment.quantization,
    deploymentStatus: deployment.statusInstead ?? deployment.status,
    promptTemplate: '%s',
    minReplicas: config.minReplicas,
    maxReplicas: config.maxReplicas,
    created: world.clock.iso(deployment.created),
    updated: world.clock.iso(deployment.updated),
    scaleDownPeriod: config.cooldownTime,
    isShared: deployment.shared,
    dynamicAdapterLoadingEnabled: deployment.engine.settings.preloadedAdapters.length === 0,
    ...(errorText === undefined ? {} : { errorText }),
  };
}

export function eventsView(
  world: World,
  name: string,
  detailed: boolean,
): Record<string, unknown> | undefined {
  const deployment = world.deployments.get(name);
  const events = deployment?.events ?? world.graveyard.get(name);
  if (!events) return undefined;
  const more = (eventType: string): Record<string, unknown> =>
    detailed ? { details: { reason: eventType.toLowerCase(), replica: 0 } } : {};
  return {
    name,
    deploymentStatus: deployment ? (deployment.statusInstead ?? deployment.status) : 'deleted',
    ...(events.length === 0
      ? {}
      : { ComputeEvents: events.map((event) => ({ ...event, ...more(event.eventType) })) }),
    ...(deployment?.shared ? {} : { resourceActiveTime: activeSeconds(world, name) }),
  };
}

export function repoView(repo: Repo, withVersions: boolean): Record<string, unknown> {
  const { versions, ...head } = repo;
  const shown = versions.map(({ tag, createdAt, createdBy, baseModel, archived }) => ({
    tag,
    createdAt,
    createdBy,
    baseModel,
    archived,
  }));
  return withVersions ? { ...head, versions: shown } : head;
}

export function adapterView(repo: string, version: AdapterVersion): Record<string, unknown> {
  const { createdAt: _at, createdBy: _by, ...shown } = version;
  return { repo, ...shown };
}
