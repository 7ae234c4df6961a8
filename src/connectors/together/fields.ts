import { t } from '@vscode/l10n';
import type { ConfigField } from '../connector.ts';
import type { DeploymentConfig } from '../domain.ts';
import { keptNotes } from '../kept-notes.ts';

const fixed = t('Together AI fixes it when the deployment is created. Deploy again to change it.');
const absent = (why: string) => ({ level: 'absent' as const, why });

/** Idle limits that the platform accepts, besides 0 for never (docs.together.ai: docs/dedicated-endpoints/manage). */
export const idleMinutes = { min: 30, max: 1440 };

type Metric = NonNullable<ConfigField['metrics']>[number] & { type: string };

const perReplica = 'METRIC_TARGET_TYPE_AVERAGE_VALUE';
const share = 'METRIC_TARGET_TYPE_UTILIZATION';
const value = 'METRIC_TARGET_TYPE_VALUE';

/** The eight documented metrics of autoscaling with the kind of target that each takes. */
export const scalingMetrics: readonly Metric[] = [
  {
    name: 'inflight_requests',
    type: perReplica,
    label: t('Requests in flight'),
    unit: t('per replica'),
    min: 1,
    default: 8,
  },
  {
    name: 'throughput_per_replica',
    type: perReplica,
    label: t('Throughput'),
    unit: t('tokens/s per replica'),
    min: 1,
    default: 1000,
  },
  {
    name: 'gpu_utilization',
    type: share,
    label: t('GPU utilization'),
    unit: '%',
    min: 1,
    max: 100,
    default: 80,
  },
  {
    name: 'token_utilization',
    type: share,
    label: t('KV cache utilization'),
    unit: '%',
    min: 1,
    max: 100,
    default: 80,
  },
  {
    name: 'cache_hit_rate',
    type: share,
    label: t('Cache hit rate'),
    unit: '%',
    min: 1,
    max: 100,
    default: 50,
  },
  {
    name: 'ttft',
    type: value,
    label: t('Time to first token'),
    unit: 'ms',
    min: 1,
    default: 500,
    percentile: true,
  },
  {
    name: 'decoding_speed',
    type: value,
    label: t('Time per token'),
    unit: 'ms',
    min: 1,
    default: 30,
    percentile: true,
  },
  {
    name: 'e2e_latency',
    type: value,
    label: t('Whole answer'),
    unit: 'ms',
    min: 1,
    default: 5000,
    percentile: true,
  },
];

export const percentiles = ['p50', 'p90', 'p95', 'p99'];

export const fields: ConfigField[] = [
  {
    key: 'minReplicas',
    label: t('Minimum replicas'),
    help: t(
      'Always running, and billed while ready. Together AI does not scale to zero and wake on a request.',
    ),
    kind: 'integer',
    support: { level: 'native' },
    min: 1,
    default: 1,
    updatable: true,
  },
  {
    key: 'maxReplicas',
    label: t('Maximum replicas'),
    help: t('The most that autoscaling goes up to. Capacity and quota may allow fewer.'),
    kind: 'integer',
    support: { level: 'native' },
    min: 1,
    default: 1,
    updatable: true,
  },
  {
    key: 'autoscaling',
    label: t('Autoscaling'),
    help: t('Adds and removes replicas to keep one metric at its target. Checked about once a minute.'),
    kind: 'autoscaling',
    support: { level: 'native' },
    updatable: true,
    metrics: scalingMetrics.map(({ type: _type, ...metric }) => metric),
  },
  {
    key: 'instanceType',
    label: t('Instance type'),
    help: t('Set by the variant of the model.'),
    kind: 'instance',
    support: {
      level: 'emulated',
      how: t('Chosen with the variant of the model, each of which names its GPUs.'),
    },
    updatable: { no: fixed },
  },
  {
    key: 'idleTimeoutMinutes',
    label: t('Idle timeout'),
    help: t('Stops the deployment after this long without a request: 30 to 1,440 minutes, or 0 for never.'),
    kind: 'minutes',
    support: {
      level: 'emulated',
      how: t(
        'Not every account has this setting: where Together AI refuses it, Slipway leaves it out and tells you.',
      ),
    },
    min: 0,
    max: idleMinutes.max,
    updatable: true,
  },
  {
    key: 'concurrency',
    label: t('Concurrent requests per replica'),
    help: t('Further requests wait in a queue. Together AI may lower the number.'),
    kind: 'integer',
    support: {
      level: 'emulated',
      how: t(
        'Not every account has this setting: where Together AI refuses it, Slipway leaves it out and tells you.',
      ),
    },
    min: 0,
    updatable: true,
  },
  {
    key: 'regions',
    label: t('Regions'),
    help: t('Where replicas should run. Together AI does not report where they do.'),
    kind: 'choices',
    support: { level: 'native' },
    updatable: { no: fixed },
  },
  {
    key: 'batchSize',
    label: t('Batch size'),
    help: '',
    kind: 'integer',
    support: absent(t('Together AI sets the batch size itself.')),
    updatable: { no: fixed },
  },
  {
    key: 'timeoutSeconds',
    label: t('Request timeout'),
    help: '',
    kind: 'seconds',
    support: absent(t('Together AI has no timeout per deployment.')),
    updatable: { no: fixed },
  },
  {
    key: 'environment',
    label: t('Environment variables'),
    help: '',
    kind: 'environment',
    support: absent(t('Together AI runs its own engine, which takes no environment variables.')),
    updatable: { no: fixed },
  },
  ...keptNotes('Together AI'),
];

export function fieldOf(key: keyof DeploymentConfig): ConfigField | undefined {
  return fields.find((field) => field.key === key);
}
