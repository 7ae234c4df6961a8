import { duration, int, list, name, num, obj, oneOf, str } from '../../kit/shapes.ts';
import { seconds } from '../autoscaling.ts';
import { badRequest } from '../errors.ts';
import type { Rollout, Step } from './types.ts';

const metric = obj(
  {
    name: oneOf('inflight_requests', 'router_error_rate', 'router_latency'),
    stat: oneOf(
      'METRIC_STAT_TYPE_AVG',
      'METRIC_STAT_TYPE_MIN',
      'METRIC_STAT_TYPE_MAX',
      'METRIC_STAT_TYPE_PERCENTILE',
    ),
    percentile: int,
    thresholdCheck: obj(
      {
        value: num,
        operator: oneOf(
          'THRESHOLD_OPERATOR_GT',
          'THRESHOLD_OPERATOR_GTE',
          'THRESHOLD_OPERATOR_LT',
          'THRESHOLD_OPERATOR_LTE',
        ),
      },
      'value',
      'operator',
    ),
    regressionCheck: obj(
      {
        maxRegressionPercent: num,
        direction: oneOf('REGRESSION_DIRECTION_HIGHER_IS_WORSE', 'REGRESSION_DIRECTION_LOWER_IS_WORSE'),
      },
      'maxRegressionPercent',
      'direction',
    ),
    window: duration,
  },
  'name',
);

export const createShape = obj(
  {
    sourceDeploymentId: name,
    targetDeploymentId: name,
    canary: obj({ steps: list(obj({ traffic: int, replicas: int }, 'traffic')), stepInterval: duration }),
    blueGreen: obj({}),
    rolling: obj({}),
    metrics: list(metric),
    finalSourceReplicas: int,
    finalTargetReplicas: int,
  },
  'sourceDeploymentId',
  'targetDeploymentId',
);

export const pauseShape = obj({ etag: str, reason: str });
export const etagShape = obj({ etag: str });
export const cancelShape = obj(
  { reason: name, etag: str, disposition: oneOf('CANCEL_DISPOSITION_FREEZE', 'CANCEL_DISPOSITION_REVERT') },
  'reason',
);

export type Asked = ReturnType<typeof createShape>;

export function planOf(asked: Asked): { strategy: Rollout['strategy']; steps: Step[]; stepMs: number } {
  const kinds = [asked.canary, asked.blueGreen, asked.rolling].filter((kind) => kind !== undefined);
  if (kinds.length !== 1) throw badRequest('exactly one of canary, blueGreen, rolling');
  checkMetrics(asked);
  if (asked.blueGreen) return { strategy: 'BLUE_GREEN', steps: [{ traffic: 100 }], stepMs: 60_000 };
  if (asked.rolling) {
    return { strategy: 'ROLLING', steps: [25, 50, 75, 100].map((traffic) => ({ traffic })), stepMs: 60_000 };
  }
  const steps = asked.canary?.steps ?? [];
  const increasing = steps.every(
    ({ traffic }, at) => traffic > (steps[at - 1]?.traffic ?? 0) && traffic <= 100,
  );
  if (steps.length > 0 && (!increasing || steps.at(-1)?.traffic !== 100)) {
    throw badRequest('steps must increase and end at 100');
  }
  // The soak grows to cover the longest gate and the time its numbers take to arrive.
  const gates = (asked.metrics ?? []).map(({ window }) => seconds(window, 300) + 90);
  const soak = Math.max(seconds(asked.canary?.stepInterval, 180), ...gates);
  return {
    strategy: 'CANARY',
    steps: steps.length > 0 ? steps : [5, 25, 50, 100].map((traffic) => ({ traffic })),
    stepMs: soak * 1000,
  };
}

function checkMetrics(asked: Asked): void {
  if (asked.metrics && !asked.canary) throw badRequest('metrics are for canary only');
  for (const gate of asked.metrics ?? []) {
    if ((gate.thresholdCheck === undefined) === (gate.regressionCheck === undefined))
      throw badRequest('one check');
    if (gate.name === 'router_latency' && gate.stat === undefined)
      throw badRequest('router_latency needs stat');
    if (gate.window !== undefined && seconds(gate.window, 0) < 60) throw badRequest('window below 60 s');
    if ((gate.regressionCheck?.maxRegressionPercent ?? 0) < 0) throw badRequest('negative regression');
    const { value, operator } = gate.thresholdCheck ?? {};
    if (gate.name === 'router_error_rate' && value !== undefined && operator !== undefined) {
      // An error rate lies in 0..1: such gates always or never hold.
      if (operator.includes('_GT') ? value <= 0 || value > 1 : value >= 1 || value < 0)
        throw badRequest('idle gate');
    }
  }
}
