import { t } from '@vscode/l10n';
import type { Check, DeploymentSpec, InstanceType } from '../connector.ts';
import type { DeploymentConfig, HourlyPrice } from '../domain.ts';
import { plural } from '../plural.ts';
import { fieldOf, idleMinutes, percentiles, scalingMetrics } from './fields.ts';
import { validateName } from './name.ts';
import { boundsOf } from './shape.ts';
import type { Bounds } from './shape.ts';

const error = (message: string, field?: Check['field']): Check => ({
  level: 'error',
  message,
  ...(field ? { field } : {}),
});
const warning = (message: string, field?: Check['field']): Check => ({
  level: 'warning',
  message,
  ...(field ? { field } : {}),
});
const info = (message: string, field?: Check['field']): Check => ({
  level: 'info',
  message,
  ...(field ? { field } : {}),
});

/** What is wrong with a new deployment, as far as it can be seen without asking. */
export function specChecks(spec: DeploymentSpec): Check[] {
  const name = validateName(spec.name);
  const bounds = boundsOf(spec.config);
  return [
    ...(name === undefined ? [] : [error(name, 'name')]),
    ...(spec.model.id === '' ? [error(t('Choose a model.'), 'model')] : []),
    ...configChecks(spec.config, bounds),
    ...(bounds.min === 0 && bounds.max === 0
      ? [info(t('With 0 replicas it is created stopped.'), 'minReplicas')]
      : []),
  ];
}

export function configChecks(config: DeploymentConfig, bounds: Bounds): Check[] {
  return [
    ...boundChecks(bounds),
    ...scalingChecks(config, bounds),
    ...limitChecks(config),
    ...absentChecks(config),
  ];
}

function boundChecks({ min, max }: Bounds): Check[] {
  if (!isCount(min)) return [error(t('The minimum of replicas must be a whole number.'), 'minReplicas')];
  if (!isCount(max)) return [error(t('The maximum of replicas is a whole number.'), 'maxReplicas')];
  if (max < min) return [error(t('The maximum of replicas is below the minimum.'), 'maxReplicas')];
  if (min === 0 && max > 0)
    return [error(t('Together AI does not scale to zero: keep at least 1 replica.'), 'minReplicas')];
  return [];
}

function scalingChecks({ autoscaling }: DeploymentConfig, { min, max }: Bounds): Check[] {
  if (!autoscaling) return [];
  const { metric, target, percentile, scaleUpSeconds, scaleDownSeconds } = autoscaling;
  const known = scalingMetrics.find(({ name }) => name === metric);
  const checks: Check[] = [];
  if (!known) checks.push(error(t`“${metric}” is not a metric of Together AI.`, 'autoscaling'));
  if (!Number.isFinite(target) || target <= 0)
    checks.push(error(t('The target is a number above 0.'), 'autoscaling'));
  else if (known?.max !== undefined && target > known.max)
    checks.push(error(t`The target is at most ${known.max} ${known.unit}.`, 'autoscaling'));
  if (percentile !== undefined && !percentiles.includes(percentile))
    checks.push(error(t`The percentile is one of ${percentiles.join(', ')}.`, 'autoscaling'));
  if (
    ![scaleUpSeconds ?? 0, scaleDownSeconds ?? 0].every((seconds) => Number.isFinite(seconds) && seconds >= 0)
  )
    checks.push(error(t('The windows are numbers of seconds, 0 or more.'), 'autoscaling'));
  if (checks.length === 0 && min === max)
    checks.push(info(t('With the same minimum and maximum nothing is scaled.'), 'autoscaling'));
  return checks;
}

function limitChecks({ idleTimeoutMinutes: idle, concurrency }: DeploymentConfig): Check[] {
  const checks: Check[] = [];
  const { min, max } = idleMinutes;
  if (idle !== undefined && idle !== 0 && !(isCount(idle) && idle >= min && idle <= max))
    checks.push(
      error(t`The idle timeout is 0 for never, or ${min} to ${max} minutes.`, 'idleTimeoutMinutes'),
    );
  if (concurrency !== undefined && !isCount(concurrency))
    checks.push(error(t('The concurrent requests per replica are a whole number.'), 'concurrency'));
  return checks;
}

/** What was filled in although the platform has no such thing is not lost silently. */
function absentChecks(config: DeploymentConfig): Check[] {
  return (Object.keys(config) as (keyof DeploymentConfig)[]).flatMap((key) => {
    const support = fieldOf(key)?.support;
    const value = config[key];
    const empty =
      value === undefined || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
    return support?.level === 'absent' && !empty ? [warning(t`Left out: ${support.why}`, key)] : [];
  });
}

/** Price and room, from the live table. */
export function hardwareChecks(
  instanceType: InstanceType | undefined,
  price: HourlyPrice | undefined,
  config: DeploymentConfig,
  { max }: Bounds,
): Check[] {
  if (!instanceType)
    return price ? [] : [warning(t('The hardware of this variant is not listed, so its price is unknown.'))];
  const checks: Check[] = [];
  if (!price) checks.push(warning(t('Together AI gives no price for this hardware: the cost is unknown.')));
  const known = instanceType.regions.map(({ name }) => name);
  const wanted = config.regions ?? [];
  const foreign = wanted.filter((region) => !known.includes(region));
  if (foreign.length > 0 && known.length > 0)
    checks.push(warning(t`Not known to have ${instanceType.label}: ${foreign.join(', ')}.`, 'regions'));
  const usable = instanceType.regions.filter(({ name }) => !config.regionsRequired || wanted.includes(name));
  // One region without a figure, or with "at least", leaves the sum open.
  const open = usable.some(({ replicas, atLeast }) => replicas === undefined || atLeast);
  const room = usable.reduce((sum, { replicas }) => sum + (replicas ?? 0), 0);
  if (usable.length > 0 && !open && room < max)
    checks.push(
      warning(
        t`Together AI has room for about ${plural(room, 'replica')} of this hardware now. The quota of the project is not told in advance.`,
        'maxReplicas',
      ),
    );
  return checks;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

export { error as errorCheck, warning as warningCheck, info as infoCheck };
