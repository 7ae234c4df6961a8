import { t } from '@vscode/l10n';
import type { ConfigField } from '../connector.ts';
import type { DeploymentConfig } from '../domain.ts';
import { keptNotes } from '../kept-notes.ts';

const absent = (why: string) => ({ level: 'absent' as const, why });
const no = { no: t('Replicate has no such setting.') };

/** What the platform takes without a contract (HTTP API reference, deployments.create). */
export const limits = { min: 5, max: 20 };

export const fields: ConfigField[] = [
  {
    key: 'minReplicas',
    label: t('Minimum instances'),
    help: t(
      'Always online and billed around the clock. With 0 it scales to zero, and the first request waits for a cold boot.',
    ),
    kind: 'integer',
    support: { level: 'native' },
    min: 0,
    max: limits.min,
    default: 0,
    updatable: true,
  },
  {
    key: 'maxReplicas',
    label: t('Maximum instances'),
    help: t('The most that Replicate scales up to. 0 disables the deployment.'),
    kind: 'integer',
    support: { level: 'native' },
    min: 0,
    max: limits.max,
    default: 1,
    updatable: true,
  },
  {
    key: 'instanceType',
    label: t('Hardware'),
    help: t(
      'What each instance runs on, from the list of your account. Billed per second online: setup, idle and active.',
    ),
    kind: 'instance',
    support: { level: 'native' },
    required: true,
    updatable: true,
  },
  {
    key: 'options',
    option: 'version',
    label: t('Model version'),
    help: t('The id of the version that it runs. Left empty, it is the one that was chosen with the model.'),
    kind: 'text',
    support: { level: 'native' },
    advanced: true,
    updatable: true,
  },
  {
    key: 'autoscaling',
    label: t('Autoscaling'),
    help: '',
    kind: 'autoscaling',
    support: absent(
      t('Replicate scales between minimum and maximum by itself and offers no metric or target.'),
    ),
    updatable: no,
  },
  {
    key: 'idleTimeoutMinutes',
    label: t('Idle timeout'),
    help: '',
    kind: 'minutes',
    support: absent(t('Set by Replicate: a few minutes, which cannot be changed.')),
    updatable: no,
  },
  {
    key: 'timeoutSeconds',
    label: t('Request timeout'),
    help: '',
    kind: 'seconds',
    support: absent(
      t(
        'Replicate has no timeout per deployment. A test from here is cancelled after 10 minutes, any run after 30.',
      ),
    ),
    updatable: no,
  },
  {
    key: 'concurrency',
    label: t('Concurrent requests per instance'),
    help: '',
    kind: 'integer',
    support: absent(t('Fixed by the model’s own code.')),
    updatable: no,
  },
  {
    key: 'batchSize',
    label: t('Batch size'),
    help: '',
    kind: 'integer',
    support: absent(t('Fixed by the model’s own code.')),
    updatable: no,
  },
  {
    key: 'regions',
    label: t('Regions'),
    help: '',
    kind: 'choices',
    support: absent(t('Replicate does not expose or offer regions.')),
    updatable: no,
  },
  {
    key: 'environment',
    label: t('Environment variables'),
    help: '',
    kind: 'environment',
    support: absent(t('Replicate has none: a model takes secrets only as inputs of each request.')),
    updatable: no,
  },
  ...keptNotes('Replicate'),
];

export function fieldOf(key: keyof DeploymentConfig): ConfigField | undefined {
  return fields.find((field) => field.key === key);
}

/** The version that the configuration itself names. */
export function versionOf({ options }: DeploymentConfig): string | undefined {
  const version = options?.['version'];
  return typeof version === 'string' && version.trim() !== '' ? version.trim() : undefined;
}
