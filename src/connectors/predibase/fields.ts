import { t } from '@vscode/l10n';
import type { ConfigField } from '../definition.ts';
import { optionFields } from './options.ts';

const native = { level: 'native' as const };
const absent = (why: string) => ({ level: 'absent' as const, why });
const never = { no: t('Predibase has no such setting.') };

/** Minutes: 600 s is the minimum in the newest documentation (sdk-reference/configuration/deployment-config). */
export const shortestIdle = 10;
/** Documentation once named 6 as the most of any plan. */
export const usualMaximum = 6;

export const fields: ConfigField[] = [
  {
    key: 'minReplicas',
    label: t('Minimum replicas'),
    help: t('Always running and billed. With 0 it scales to zero when idle, and the next request wakes it.'),
    kind: 'integer',
    support: native,
    min: 0,
    default: 0,
    updatable: true,
  },
  {
    key: 'maxReplicas',
    label: t('Maximum replicas'),
    help: t('The most that autoscaling goes up to. Plans allow 3 or 6.'),
    kind: 'integer',
    support: native,
    min: 1,
    default: 1,
    updatable: true,
  },
  {
    key: 'autoscaling',
    label: t('Autoscaling'),
    help: t(
      'Adds a replica when more requests than this come together. The documentation says now waiting, now running.',
    ),
    kind: 'autoscaling',
    support: native,
    updatable: true,
    metrics: [
      {
        name: 'requests',
        label: t('Requests waiting or running'),
        unit: t('per replica'),
        min: 1,
        default: 1,
      },
    ],
  },
  {
    key: 'idleTimeoutMinutes',
    label: t('Idle timeout'),
    help: t(
      'Replicas above the minimum leave after this long without a request; they are billed until then. At least 10 minutes.',
    ),
    kind: 'minutes',
    support: native,
    min: shortestIdle,
    default: 60,
    updatable: true,
  },
  {
    key: 'instanceType',
    label: t('Accelerator'),
    help: t(
      'Predibase publishes no list: choose a known id or type one. Without one Predibase chooses; a model from Hugging Face needs one.',
    ),
    kind: 'instance',
    support: native,
    freeText: true,
    updatable: { no: t('Predibase fixes it when the deployment is created. Deploy again to change it.') },
  },
  {
    key: 'description',
    label: t('Description'),
    help: t('What it is for, in your own words.'),
    kind: 'text',
    support: native,
    updatable: true,
  },
  ...optionFields,
  {
    key: 'concurrency',
    label: t('Concurrent requests per replica'),
    help: t('Further requests are refused as overloaded.'),
    kind: 'integer',
    support: {
      level: 'emulated',
      how: t('Sent as the launcher argument --max-concurrent-requests.'),
    },
    min: 1,
    advanced: true,
    updatable: true,
  },
  {
    key: 'batchSize',
    label: t('Batch size'),
    help: '',
    kind: 'integer',
    support: absent(t('Predibase batches by tokens: see Tokens per batch.')),
    updatable: never,
  },
  {
    key: 'timeoutSeconds',
    label: t('Request timeout'),
    help: '',
    kind: 'seconds',
    support: absent(t('Predibase has no timeout per deployment.')),
    updatable: never,
  },
  {
    key: 'regions',
    label: t('Regions'),
    help: '',
    kind: 'choices',
    support: absent(
      t('Predibase lists no regions. Newer installations take one by name: see Region (compute spec).'),
    ),
    updatable: never,
  },
  {
    key: 'environment',
    label: t('Environment variables'),
    help: '',
    kind: 'environment',
    support: absent(t('Predibase’s deployments take no environment variables any more.')),
    updatable: never,
  },
  {
    key: 'tags',
    label: t('Tags'),
    help: '',
    kind: 'tags',
    support: absent(t('Predibase has no tags: use the description.')),
    updatable: never,
  },
];

export function fieldOf(key: ConfigField['key'], option?: string): ConfigField | undefined {
  return fields.find((field) => field.key === key && field.option === option);
}
