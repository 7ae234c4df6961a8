import { t } from '@vscode/l10n';
import type {
  Allowed,
  AutoscalingConfig,
  Deployment,
  DeploymentConfig,
  DeploymentStatus,
  HourlyPrice,
  ModelRef,
  Replicas,
} from '../domain.ts';
import type { InstanceType } from '../connector.ts';
import { allowedFor, stateNotes, stateWord, statusOf } from './status.ts';
import { deploymentId, lastSegment, resourceName, secondsOf } from './units.ts';
import type { Autoscaling, DeploymentSummary, Endpoint, WireDeployment } from './wire.ts';

export const dashboardUrl = 'https://api.together.ai/endpoints';

/** A deployment as far as it is known: read in full, or only from the summary inside its endpoint. */
export type Reading = Omit<WireDeployment, 'status'> & {
  status?:
    | {
        state?: string | undefined;
        message?: string | undefined;
        readyReplicas: number;
        scheduledReplicas?: number | undefined;
      }
    | undefined;
};

export interface Surroundings {
  endpoint: Endpoint;
  /** All deployments of the endpoint, for the choice of the model string. */
  siblings: number;
  instanceType?: InstanceType | undefined;
  price?: HourlyPrice | undefined;
  model: ModelRef;
  inferenceUrl: string;
  readAt: number;
}

/** The summary's newer facts over the last full reading; its message and placement are then unknown. */
export function overlay(full: WireDeployment | undefined, summary: DeploymentSummary): Reading {
  const { id, name, createdAt, readyReplicas } = summary;
  return {
    ...full,
    id,
    name,
    createdAt: createdAt ?? full?.createdAt,
    model: summary.model ?? full?.model,
    hardware: summary.hardware ?? full?.hardware,
    trafficMode: summary.trafficMode ?? full?.trafficMode,
    autoscaling: summary.autoscaling ?? full?.autoscaling,
    desiredReplicas: summary.desiredReplicas,
    estimatedEffectiveTrafficShare: summary.estimatedEffectiveTrafficShare,
    status: { state: summary.state, readyReplicas },
  };
}

export function toDeployment(reading: Reading, around: Surroundings): Deployment {
  const { endpoint, instanceType } = around;
  const state = reading.status?.state;
  const message = reading.status?.message;
  const replicas = replicasOf(reading);
  const ready = replicas.ready ?? 0;
  const status = statusOf(state, ready);
  const notes = [
    ...stateNotes(state, ready, replicas.desired ?? 0),
    ...trafficNotes(reading, endpoint, status !== 'stopped' && status !== 'failed'),
    ...(endpoint.activeRolloutId ? [t('a rollout is under way: it may move traffic and replicas')] : []),
  ];
  const troubled = ['FAILED', 'DEGRADED'].includes(stateWord(state));
  const route = routable(reading, endpoint, status);
  // Left out is unknown, unless the split itself says that it gets nothing.
  const share = reading.estimatedEffectiveTrafficShare ?? (route === undefined ? undefined : 0);
  const { hardware, createdAt, updatedAt } = reading;
  return {
    platform: 'together',
    id: deploymentId(endpoint.id, reading.id),
    name: lastSegment(reading.name) || reading.id,
    group: endpoint.name,
    status,
    detail: {
      word: state ?? 'unknown',
      ...(message ? { message } : {}),
      ...(notes.length === 0 ? {} : { notes }),
    },
    model: around.model,
    replicas,
    ...(hardware ? { instanceType: { id: hardware, label: instanceType?.label ?? hardware } } : {}),
    ...(around.price ? { price: around.price } : {}),
    config: configOf(reading),
    ...(share === undefined ? {} : { trafficShare: Math.min(1, Math.max(0, share)) }),
    // With siblings the endpoint's name would reach any of them (docs.together.ai: docs/dedicated-endpoints/route-traffic).
    endpoint: { url: around.inferenceUrl, model: around.siblings > 1 ? reading.name : endpoint.name },
    dashboardUrl,
    ...(troubled && message ? { error: message } : {}),
    allowed: allowedFor(state, ready),
    ...(route === undefined ? {} : { routable: route }),
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(updatedAt === undefined ? {} : { updatedAt }),
    readAt: around.readAt,
  };
}

export function modelFor(
  wireName: string | undefined,
  name: string | undefined,
  adapterBase?: string,
): ModelRef {
  const id = resourceName(wireName);
  const ref = {
    id: id ? `projects/${id.project}/models/${id.id}` : (wireName ?? ''),
    name: name ?? id?.id ?? t('unknown model'),
  };
  return adapterBase === undefined
    ? { ...ref, kind: 'model' }
    : { ...ref, kind: 'adapter', base: adapterBase };
}

function replicasOf(reading: Reading): Replicas {
  const { autoscaling, status, desiredReplicas } = reading;
  return {
    ...(autoscaling ? { min: autoscaling.minReplicas, max: autoscaling.maxReplicas } : {}),
    ...(status ? { ready: status.readyReplicas } : {}),
    ...(status?.scheduledReplicas === undefined ? {} : { scheduled: status.scheduledReplicas }),
    desired: desiredReplicas,
  };
}

/** READY is not routed: without a weight in the split no request arrives. */
function trafficNotes(reading: Reading, endpoint: Endpoint, runs: boolean): string[] {
  if (!runs) return [];
  if (reading.trafficMode === 'TRAFFIC_MODE_SHADOW')
    return [t('shadow target: receives copies of requests, its answers go nowhere')];
  if (!withoutWeight(reading, endpoint)) return [];
  const entry = endpoint.trafficSplit.find((each) => each.deploymentId === reading.id);
  if (!entry) return [t('receives no traffic: it is not in the traffic split of its endpoint')];
  return [t('receives no traffic: its weight in the traffic split is 0')];
}

/** Neither a weight of its own nor a share from elsewhere (an A/B variant stands outside the split). */
function withoutWeight(reading: Reading, endpoint: Endpoint): boolean {
  if ((reading.estimatedEffectiveTrafficShare ?? 0) > 0) return false;
  return !endpoint.trafficSplit.some(({ deploymentId, weight }) => deploymentId === reading.id && weight > 0);
}

/** Whether traffic can be sent to what runs and gets none. Absent: it gets some, or does not run. */
function routable(reading: Reading, endpoint: Endpoint, status: DeploymentStatus): Allowed | undefined {
  if (status !== 'active' || !withoutWeight(reading, endpoint)) return undefined;
  if (stateWord(reading.status?.state) === 'STOPPING') return undefined;
  if (reading.trafficMode === 'TRAFFIC_MODE_SHADOW')
    return { no: t('It is a shadow target: it must leave its experiment before it can serve live traffic.') };
  if (endpoint.activeRolloutId)
    return {
      no: t(
        'A rollout of its endpoint is under way and owns the traffic split. Complete or cancel it first.',
      ),
    };
  return true;
}

export function configOf(reading: Reading): DeploymentConfig {
  const { autoscaling, hardware, inactiveTimeout, maxConcurrentRequestsPerReplica, placement } = reading;
  const scaling = autoscaling && scalingOf(autoscaling);
  const regions = placement?.inline?.regions ?? [];
  return {
    ...(autoscaling ? { minReplicas: autoscaling.minReplicas, maxReplicas: autoscaling.maxReplicas } : {}),
    ...(scaling ? { autoscaling: scaling } : {}),
    ...(hardware ? { instanceType: hardware } : {}),
    ...(maxConcurrentRequestsPerReplica ? { concurrency: maxConcurrentRequestsPerReplica } : {}),
    ...(inactiveTimeout === undefined ? {} : { idleTimeoutMinutes: inactiveTimeout }),
    ...(regions.length === 0
      ? {}
      : { regions, regionsRequired: placement?.inline?.constraint === 'ENFORCEMENT_REQUIRED' }),
  };
}

function scalingOf(autoscaling: Autoscaling): AutoscalingConfig | undefined {
  const metric = autoscaling.scalingMetrics?.[0];
  if (!metric) return undefined;
  const up = secondsOf(autoscaling.scaleUpWindow);
  const down = secondsOf(autoscaling.scaleDownWindow);
  return {
    metric: metric.name,
    target: metric.target,
    ...(metric.percentile ? { percentile: metric.percentile } : {}),
    ...(up === undefined ? {} : { scaleUpSeconds: up }),
    ...(down === undefined ? {} : { scaleDownSeconds: down }),
  };
}
