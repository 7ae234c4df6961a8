import type { AutoscalingConfig, DeploymentConfig } from '../domain.ts';
import { scalingMetrics } from './fields.ts';
import { durationOf } from './units.ts';
import type { Autoscaling } from './wire.ts';

/** What of a configuration goes into the documented part of a create. */
export interface CreateBody {
  name: string;
  model: string;
  config: string;
  autoscaling: Record<string, unknown>;
  placement?: { inline: { regions: string[]; constraint: string } };
}

/** Newer than the published specification: sent only on request, after a probe. */
export interface Extras {
  inactiveTimeout?: number;
  /** A 64-bit integer, so a string. */
  maxConcurrentRequestsPerReplica?: string;
}

export interface Bounds {
  min: number;
  max: number;
}

export function boundsOf(config: DeploymentConfig, current?: Bounds): Bounds {
  const min = config.minReplicas ?? current?.min ?? 1;
  return { min, max: config.maxReplicas ?? Math.max(min, current?.max ?? min) };
}

export function createBody(
  name: string,
  binding: { model: string; config: string },
  config: DeploymentConfig,
): CreateBody {
  const { regions } = config;
  return {
    name,
    model: binding.model,
    config: binding.config,
    autoscaling: autoscalingBody(boundsOf(config), config.autoscaling),
    ...(regions && regions.length > 0
      ? {
          placement: {
            inline: {
              regions,
              constraint: config.regionsRequired ? 'ENFORCEMENT_REQUIRED' : 'ENFORCEMENT_PREFERRED',
            },
          },
        }
      : {}),
  };
}

/** Both bounds always, and the rest of the present object as it is: a partial one could reset it. */
export function autoscalingBody(
  bounds: Bounds,
  scaling: AutoscalingConfig | undefined,
  current?: Autoscaling,
): Record<string, unknown> {
  const { scalingMetrics: metrics, ...rest } = current ?? {};
  return {
    ...rest,
    // Exactly one metric is taken: a list without any is left out, as before the first one was set.
    ...(metrics && metrics.length > 0 ? { scalingMetrics: metrics } : {}),
    minReplicas: bounds.min,
    maxReplicas: bounds.max,
    ...(scaling ? scalingBody(scaling) : {}),
  };
}

export function extrasOf(config: DeploymentConfig): Extras {
  const { idleTimeoutMinutes, concurrency } = config;
  return {
    ...(idleTimeoutMinutes === undefined ? {} : { inactiveTimeout: idleTimeoutMinutes }),
    ...(concurrency === undefined ? {} : { maxConcurrentRequestsPerReplica: String(concurrency) }),
  };
}

function scalingBody({ metric, target, percentile, scaleUpSeconds, scaleDownSeconds }: AutoscalingConfig) {
  const known = scalingMetrics.find(({ name }) => name === metric);
  return {
    // Exactly one metric; a percentile only where it means something.
    scalingMetrics: [
      {
        name: metric,
        type: known?.type ?? 'METRIC_TARGET_TYPE_VALUE',
        target,
        ...(percentile && known?.percentile ? { percentile } : {}),
      },
    ],
    ...(scaleUpSeconds === undefined ? {} : { scaleUpWindow: durationOf(scaleUpSeconds) }),
    ...(scaleDownSeconds === undefined ? {} : { scaleDownWindow: durationOf(scaleDownSeconds) }),
  };
}
