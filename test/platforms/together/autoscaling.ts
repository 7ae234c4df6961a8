import { duration, int, list, num, obj, oneOf, str } from '../kit/shapes.ts';
import { badRequest, refusal } from './errors.ts';
import type { Autoscaling, Deployment, InstanceType } from './types.ts';
import type { World } from './world.ts';

const latencyMetrics = ['ttft', 'decoding_speed', 'e2e_latency'];
const metricTypes: Record<string, string> = {
  inflight_requests: 'AVERAGE_VALUE',
  throughput_per_replica: 'AVERAGE_VALUE',
  gpu_utilization: 'UTILIZATION',
  token_utilization: 'UTILIZATION',
  cache_hit_rate: 'UTILIZATION',
  ttft: 'VALUE',
  decoding_speed: 'VALUE',
  e2e_latency: 'VALUE',
};

export const autoscalingShape = obj({
  minReplicas: int,
  maxReplicas: int,
  scaleUpWindow: duration,
  scaleDownWindow: duration,
  scaleToZeroWindow: duration,
  scalingMetrics: list(
    obj(
      {
        name: str,
        type: oneOf(
          'METRIC_TARGET_TYPE_VALUE',
          'METRIC_TARGET_TYPE_UTILIZATION',
          'METRIC_TARGET_TYPE_AVERAGE_VALUE',
        ),
        target: num,
        percentile: oneOf('p50', 'p90', 'p95', 'p99'),
      },
      'name',
      'type',
      'target',
    ),
  ),
});

type Asked = ReturnType<typeof autoscalingShape>;

/** Fills what was left out: omitted bounds keep their value, a new deployment gets one replica. */
export function resolve(asked: Asked, before?: Autoscaling): Autoscaling {
  const { minReplicas, maxReplicas, scalingMetrics, ...windows } = asked;
  const min = minReplicas ?? before?.minReplicas ?? Math.min(1, maxReplicas ?? 1);
  const max = maxReplicas ?? before?.maxReplicas ?? min;
  if (min < 0 || max < 0) throw badRequest('negative replica bound');
  if (min === 0 && max > 0) throw badRequest('minReplicas 0 with maxReplicas above 0');
  if (min > max) throw badRequest('minReplicas above maxReplicas');
  if (scalingMetrics && scalingMetrics.length !== 1) throw badRequest('exactly one scaling metric');
  for (const { name, type, target } of scalingMetrics ?? []) {
    if (!Object.hasOwn(metricTypes, name)) throw badRequest(`scaling metric ${name}`);
    if (type !== `METRIC_TARGET_TYPE_${metricTypes[name]!}`)
      throw badRequest(`${name} takes ${metricTypes[name]!}`);
    if (target <= 0) throw badRequest('scaling target must be positive');
    if (metricTypes[name] === 'UTILIZATION' && target > 100) throw badRequest('utilisation above 100');
  }
  const metrics = scalingMetrics?.map(({ percentile, ...metric }) => ({
    ...metric,
    ...(latencyMetrics.includes(metric.name) ? { percentile: percentile ?? 'p95' } : {}),
  }));
  return { minReplicas: min, maxReplicas: max, ...windows, ...(metrics ? { scalingMetrics: metrics } : {}) };
}

/** GPUs the project would hold at the new bounds, against its quota for that type. */
export function checkQuota(world: World, hardware: string, maxReplicas: number, changing?: Deployment): void {
  const type = gpusOf(world, hardware);
  if (!type || maxReplicas === 0) return;
  const before = changing?.autoscaling.maxReplicas ?? 0;
  if (world.soldOut.has(type.gpuType) && maxReplicas > before) {
    throw refusal(429, `GPU quota exceeded for ${type.gpuType}`);
  }
  const others = [...world.deployments.values()].filter(
    (deployment) => deployment !== changing && deployment.state !== 'FAILED',
  );
  const held = others.reduce((sum, { hardware: name, autoscaling }) => {
    const held = gpusOf(world, name);
    return held?.gpuType === type.gpuType ? sum + autoscaling.maxReplicas * held.gpuCount : sum;
  }, 0);
  const total = held + maxReplicas * type.gpuCount;
  const limit = world.quota.get(type.gpuType) ?? Infinity;
  if (total > limit && maxReplicas > before) {
    throw refusal(
      429,
      `GPU quota exceeded: this deployment would put your project at ${total} of ${limit} ${type.gpuType} GPUs`,
    );
  }
}

export function gpusOf(
  world: World,
  hardware: string,
): Pick<InstanceType, 'gpuType' | 'gpuCount'> | undefined {
  const listed = world.instanceTypes.get(hardware);
  if (listed) return listed;
  const parts = /^(\d+)xnvidia-([a-z0-9]+)-/.exec(hardware);
  return parts ? { gpuType: parts[2]!.toUpperCase(), gpuCount: Number(parts[1]) } : undefined;
}

export const seconds = (window: string | undefined, fallback: number): number =>
  window === undefined ? fallback : Number(window.slice(0, -1));
