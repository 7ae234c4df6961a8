import type { Config, Deployment, Endpoint, InstanceType, Model, ModelRef, ResourceRef } from './types.ts';
import { shareOf } from './routing.ts';
import { counts, type World } from './world.ts';

/** Wire shapes of the control plane: camelCase, int64 as strings, zeros left out as proto JSON may. */

export const modelName = (ref: ResourceRef): string => `projects/${ref.projectId}/models/${ref.id}`;
export const revisionName = (ref: ModelRef): string => `${modelName(ref)}/revisions/${ref.revisionId}`;
export const configName = (ref: ResourceRef): string => `projects/${ref.projectId}/configs/${ref.id}`;

/** Drops zero, false and empty members when the platform is set to leave them out. */
function optional(world: World, fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => {
      if (value === undefined) return false;
      return !world.modes.leaveOutZeros || (value !== 0 && value !== '' && value !== false);
    }),
  );
}

export function deploymentView(world: World, deployment: Deployment): Record<string, unknown> {
  const { scheduled, ready } = counts(deployment);
  return {
    id: deployment.id,
    projectId: deployment.projectId,
    endpointId: deployment.endpointId,
    name: world.deploymentName(deployment),
    model: revisionName(deployment.model),
    modelId: deployment.model.id,
    modelRevisionId: deployment.model.revisionId,
    config: configName(deployment.config),
    configId: deployment.config.id,
    hardware: deployment.hardware,
    trafficMode: deployment.shadow ? 'TRAFFIC_MODE_SHADOW' : 'TRAFFIC_MODE_LIVE',
    autoscaling: deployment.autoscaling,
    etag: deployment.etag,
    status: {
      state: `DEPLOYMENT_STATE_${deployment.state}`,
      message: deployment.message,
      ...optional(world, { scheduledReplicas: scheduled, readyReplicas: ready }),
    },
    ...optional(world, {
      desiredReplicas: deployment.desired,
      enableLora: deployment.enableLora,
      estimatedEffectiveTrafficShare: shareOf(world, deployment),
      placement: deployment.placement,
      inactiveTimeout: deployment.inactiveTimeout,
      maxConcurrentRequestsPerReplica: deployment.maxConcurrentRequestsPerReplica,
      runtimeInfo: ready > 0 ? { engineType: 'vllm', engineVersion: '0.11.2' } : undefined,
    }),
    createdAt: iso(deployment.createdAt),
    updatedAt: iso(deployment.updatedAt),
  };
}

function summaryView(world: World, deployment: Deployment): Record<string, unknown> {
  return {
    id: deployment.id,
    name: world.deploymentName(deployment),
    state: `DEPLOYMENT_STATE_${deployment.state}`,
    model: revisionName(deployment.model),
    modelId: deployment.model.id,
    hardware: deployment.hardware,
    trafficMode: deployment.shadow ? 'TRAFFIC_MODE_SHADOW' : 'TRAFFIC_MODE_LIVE',
    autoscaling: deployment.autoscaling,
    ...optional(world, { desiredReplicas: deployment.desired, readyReplicas: counts(deployment).ready }),
    estimatedEffectiveTrafficShare: shareOf(world, deployment),
    createdAt: iso(deployment.createdAt),
  };
}

const embeddedLimit = 10;

export function endpointView(
  world: World,
  endpoint: Endpoint,
  options: { withRollout?: boolean } = {},
): Record<string, unknown> {
  const newest = world
    .deploymentsOf(endpoint.id)
    .sort((a, b) => b.createdAt - a.createdAt || b.id.localeCompare(a.id))
    .slice(0, embeddedLimit);
  const rollout = world.activeRollout(endpoint.id);
  return {
    id: endpoint.id,
    projectId: endpoint.projectId,
    name: world.endpointName(endpoint),
    endpointType: 'ENDPOINT_TYPE_DEDICATED',
    visibility: endpoint.visibility,
    etag: endpoint.etag,
    trafficSplit: endpoint.split,
    deployments: newest.map((deployment) => summaryView(world, deployment)),
    ...(rollout && options.withRollout !== false ? { activeRolloutId: rollout.id } : {}),
    createdAt: iso(endpoint.createdAt),
    updatedAt: iso(endpoint.updatedAt),
  };
}

export function modelView(model: Model): Record<string, unknown> {
  return {
    id: model.id,
    name: model.name,
    projectId: model.projectId,
    organizationId: model.organizationId,
    visibility: model.visibility,
    ...(model.description ? { description: model.description } : {}),
    ...(model.baseModel ? { baseModelId: model.baseModel.id, baseModel: modelName(model.baseModel) } : {}),
    weights: model.weights,
  };
}

export function configView(config: Config): Record<string, unknown> {
  return {
    id: config.id,
    projectId: config.projectId,
    referenceModel: modelName(config.model),
    referenceModelId: config.model.id,
    certifications: [],
    selectors: config.selectors,
  };
}

export function instanceTypeView(type: InstanceType): Record<string, unknown> {
  return { ...type, name: type.id };
}

export const iso = (at: number): string => new Date(at).toISOString();
