import * as v from 'valibot';
import { count, details, int64, list, maybe, quantity, text, time } from '../lenient.ts';

/** Bodies of the v2 management API ("DE.*" schemas of Together's OpenAPI document). */

/** Kept with all its keys: it is sent back whole when a bound changes. */
export const scalingMetric = v.looseObject({
  name: v.string(),
  type: text,
  target: count,
  percentile: text,
});

export const autoscaling = v.looseObject({
  minReplicas: count,
  maxReplicas: count,
  scaleUpWindow: text,
  scaleDownWindow: text,
  scaleToZeroWindow: text,
  scalingMetrics: maybe(v.array(scalingMetric)),
});

/** At most the ten newest of these are embedded in an endpoint; they carry no message and no etag. */
export const deploymentSummary = v.object({
  id: v.string(),
  name: v.string(),
  state: v.optional(v.fallback(v.string(), ''), ''),
  model: text,
  hardware: text,
  trafficMode: text,
  autoscaling: maybe(autoscaling),
  desiredReplicas: count,
  readyReplicas: count,
  estimatedEffectiveTrafficShare: quantity,
  createdAt: time,
});

export const splitEntry = v.object({ deploymentId: v.string(), weight: count });

export const endpoint = v.object({
  id: v.string(),
  projectId: text,
  name: v.string(),
  etag: text,
  trafficSplit: list(splitEntry),
  deployments: list(deploymentSummary),
  activeRolloutId: text,
  createdAt: time,
  updatedAt: time,
});

const inlinePlacement = v.object({ regions: details(v.string()), constraint: text });

export const deployment = v.object({
  id: v.string(),
  endpointId: text,
  name: v.string(),
  model: text,
  config: text,
  hardware: text,
  trafficMode: text,
  autoscaling: maybe(autoscaling),
  desiredReplicas: count,
  estimatedEffectiveTrafficShare: quantity,
  etag: text,
  status: maybe(v.object({ state: text, message: text, readyReplicas: count, scheduledReplicas: count })),
  placement: maybe(v.object({ inline: maybe(inlinePlacement), profile: text })),
  inactiveTimeout: int64,
  maxConcurrentRequestsPerReplica: int64,
  createdAt: time,
  updatedAt: time,
});

export const instanceType = v.object({
  id: v.string(),
  name: text,
  description: text,
  gpuType: text,
  gpuCount: quantity,
  gpuMemoryGib: quantity,
  priceCentsPerHour: quantity,
  regions: details(
    v.object({
      name: v.string(),
      headroom: maybe(v.object({ value: quantity, relation: text })),
    }),
  ),
});

const profile = v.object({
  profileId: text,
  model: text,
  config: text,
  modelName: text,
  gpuType: text,
  gpuCount: quantity,
  quantization: text,
  parallelism: text,
  performanceBenchmarks: maybe(
    v.object({ decodingSpeedTps: quantity, timeToFirstTokenMs: quantity, maxContextLength: int64 }),
  ),
});

export const supportedModel = v.object({
  id: v.string(),
  name: v.string(),
  displayName: text,
  displayType: text,
  publisher: text,
  description: text,
  status: text,
  contextLength: int64,
  serverlessEndpoint: text,
  baseModelId: text,
  baseModel: text,
  features: details(v.string()),
  capabilities: details(v.string()),
  tags: details(v.string()),
  deploymentProfiles: details(profile),
});

export const modelConfig = v.object({
  id: v.string(),
  projectId: text,
  referenceModel: text,
  selectors: details(v.object({ key: v.string(), value: v.string() })),
  draftModel: text,
});

export const model = v.object({
  id: v.string(),
  name: v.string(),
  projectId: text,
  description: text,
  baseModelId: text,
  baseModel: text,
  weights: maybe(v.object({ type: text, architecture: text, contextLength: int64 })),
});

export const adapterEntry = v.object({
  id: text,
  adapterModelId: text,
  adapterModel: text,
  perCluster: details(v.object({ state: text, message: text })),
});

export const rollout = v.object({
  id: v.string(),
  sourceDeploymentId: text,
  targetDeploymentId: text,
  state: text,
});

export const abExperiment = v.object({
  id: v.string(),
  name: text,
  etag: text,
  members: list(v.object({ deploymentId: v.string(), role: v.string(), percent: count })),
});

export const shadowExperiment = v.object({
  id: v.string(),
  name: text,
  etag: text,
  targets: list(v.object({ id: v.string(), targetDeploymentId: text, etag: text })),
});

export const event = v.object({
  id: v.string(),
  createdAt: time,
  level: text,
  type: text,
  message: text,
  name: text,
  paths: details(v.string()),
  oldReplicas: quantity,
  newReplicas: quantity,
  status: text,
  reason: text,
  containerName: text,
  replicaId: text,
  logExcerpt: text,
  deploymentId: text,
  serviceType: text,
});

export type Autoscaling = v.InferOutput<typeof autoscaling>;
export type DeploymentSummary = v.InferOutput<typeof deploymentSummary>;
export type Endpoint = v.InferOutput<typeof endpoint>;
export type SplitEntry = v.InferOutput<typeof splitEntry>;
export type WireDeployment = v.InferOutput<typeof deployment>;
export type WireInstanceType = v.InferOutput<typeof instanceType>;
export type Profile = v.InferOutput<typeof profile>;
export type SupportedModel = v.InferOutput<typeof supportedModel>;
export type ModelConfig = v.InferOutput<typeof modelConfig>;
export type WireModel = v.InferOutput<typeof model>;
export type WireEvent = v.InferOutput<typeof event>;
export type AbExperiment = v.InferOutput<typeof abExperiment>;
export type ShadowExperiment = v.InferOutput<typeof shadowExperiment>;
