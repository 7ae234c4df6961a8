import { t } from '@vscode/l10n';
import type { Check, DeploymentSpec } from '../connector.ts';
import type { DeploymentConfig, HourlyPrice } from '../domain.ts';
import { dollars } from '../money.ts';
import type { Bounds } from './bounds.ts';
import { fieldOf, limits, versionOf } from './fields.ts';
import { ownerAndName } from './ids.ts';
import { nameHint, validateName } from './name.ts';
import { plural } from '../plural.ts';

export const check = (level: Check['level'], message: string, field?: Check['field']): Check => ({
  level,
  message,
  ...(field ? { field } : {}),
});

export function boundsOf(config: DeploymentConfig, before: Bounds = { min: 0, max: 1 }): Bounds {
  return { min: config.minReplicas ?? before.min, max: config.maxReplicas ?? before.max };
}

/** What is wrong with a new deployment, as far as it can be seen without asking. */
export function specChecks({ name, model, variant, config }: DeploymentSpec): Check[] {
  const version = versionOf(config);
  return [
    ...nameChecks(name.trim()),
    ...(ownerAndName(model.id) ? [] : [check('error', t('Choose a model, as owner/name.'), 'model')]),
    ...(config.instanceType ? [] : [check('error', t('Choose the hardware.'), 'instanceType')]),
    ...(version !== undefined && variant !== undefined && version !== variant
      ? [
          check(
            'warning',
            t('The model version of the configuration is taken, not the one chosen with the model.'),
            'options.version',
          ),
        ]
      : []),
    ...configChecks(config, boundsOf(config)),
  ];
}

function nameChecks(name: string): Check[] {
  const wrong = validateName(name);
  if (wrong !== undefined) return [check('error', wrong, 'name')];
  const hint = nameHint(name);
  return hint === undefined ? [] : [check('warning', t`Replicate may refuse the name. ${hint}`, 'name')];
}

/** `before` raises the limits: an account may have more by contract, and what it has is allowed. */
export function configChecks(config: DeploymentConfig, bounds: Bounds, before?: Bounds): Check[] {
  return [
    ...boundChecks(bounds, {
      min: Math.max(limits.min, before?.min ?? 0),
      max: Math.max(limits.max, before?.max ?? 0),
    }),
    ...absentChecks(config),
  ];
}

function boundChecks({ min, max }: Bounds, most: Bounds): Check[] {
  const range = (value: number, limit: number) => Number.isSafeInteger(value) && value >= 0 && value <= limit;
  if (!range(min, most.min))
    return [
      check('error', t`The minimum of instances is a whole number from 0 to ${most.min}.`, 'minReplicas'),
    ];
  if (!range(max, most.max))
    return [
      check('error', t`The maximum of instances is a whole number from 0 to ${most.max}.`, 'maxReplicas'),
    ];
  if (max < min) return [check('error', t('The maximum of instances is below the minimum.'), 'maxReplicas')];
  return [];
}

/** What was filled in although the platform has no such thing is not lost silently. */
function absentChecks(config: DeploymentConfig): Check[] {
  return (Object.keys(config) as (keyof DeploymentConfig)[]).flatMap((key) => {
    const support = fieldOf(key)?.support;
    const value = config[key];
    const empty =
      value === undefined || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
    return support?.level === 'absent' && !empty ? [check('warning', t`Left out: ${support.why}`, key)] : [];
  });
}

/** What it will cost to have it, not to use it. */
export function costChecks({ min, max }: Bounds, price: HourlyPrice | undefined): Check[] {
  if (max === 0)
    return [
      check(
        'info',
        t('With 0 instances it is disabled: it refuses predictions and costs nothing.'),
        'maxReplicas',
      ),
    ];
  if (!price)
    return [
      check(
        'warning',
        t(
          'The price of this hardware is not known, and neither is the cost. You can set it in the settings.',
        ),
        'instanceType',
      ),
    ];
  const day = 24 * price.perReplicaHour;
  const most = t`At most ${dollars(max * day)} a day with ${plural(max, 'instance')}.`;
  if (min === 0)
    return [
      check(
        'info',
        t`It scales to zero: billed from the boot for a request until a few idle minutes after it. ${most}`,
        'minReplicas',
      ),
    ];
  return [
    check(
      'warning',
      min === 1
        ? t`Always on: 1 instance is billed around the clock, ${dollars(day)} a day even without a request. ${most}`
        : t`Always on: ${min} instances are billed around the clock, ${dollars(min * day)} a day even without a request. ${most}`,
      'minReplicas',
    ),
  ];
}
