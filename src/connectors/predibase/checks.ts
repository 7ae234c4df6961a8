import { t } from '@vscode/l10n';
import type { Check, DeploymentSpec } from '../plan.ts';
import type { DeploymentConfig } from '../domain.ts';
import { fieldOf, shortestIdle, usualMaximum } from './fields.ts';
import { validateName } from './name.ts';
import { isSet } from './shape.ts';

export const check = (level: Check['level'], message: string, field?: Check['field']): Check => ({
  level,
  message,
  ...(field ? { field } : {}),
});

/** What is wrong with a new deployment, as far as it can be seen without asking. */
export function specChecks(spec: DeploymentSpec, hfToken: string | undefined): Check[] {
  const { name, model, config } = spec;
  const wrong = validateName(name);
  const base = baseOf(spec);
  return [
    ...(wrong === undefined ? [] : [check('error', wrong, 'name')]),
    ...(model.id.trim() === '' ? [check('error', t('Choose a model.'), 'model')] : []),
    ...(model.kind === 'adapter' && base === undefined
      ? [check('error', t`The base model of ${model.name} is not known, so it cannot be deployed.`, 'model')]
      : []),
    ...(base?.includes('/') && !isSet(config.instanceType)
      ? [check('error', t('A model from Hugging Face needs an accelerator.'), 'instanceType')]
      : []),
    ...variantChecks(spec),
    ...configChecks(config, boundsOf(config), hfToken),
    ...costChecks(config),
  ];
}

/** What is deployed: an adapter runs on its base. */
export function baseOf({ model }: Pick<DeploymentSpec, 'model'>): string | undefined {
  const base = model.kind === 'adapter' ? model.base?.trim() : model.id.trim();
  return base === '' ? undefined : base;
}

export interface Bounds {
  min: number;
  max: number;
}

/** The platform's own defaults where nothing is said. */
export function boundsOf(config: DeploymentConfig, present: DeploymentConfig = {}): Bounds {
  const min = config.minReplicas ?? present.minReplicas ?? 0;
  return { min, max: config.maxReplicas ?? present.maxReplicas ?? Math.max(1, min) };
}

function variantChecks({ variant, model, config }: DeploymentSpec): Check[] {
  if (variant !== undefined && variant !== 'dynamic' && variant !== 'preloaded')
    return [check('error', t('The way to run it is not one that Predibase offers.'), 'variant')];
  const preloaded = variant === 'preloaded' && model.kind === 'adapter';
  if (preloaded)
    return [
      check(
        'warning',
        t(
          'With an adapter loaded at start, no memory is left for others: a test with another adapter fails.',
        ),
        'variant',
      ),
    ];
  if (variant === 'preloaded')
    return [check('error', t('Only an adapter can be loaded at start.'), 'variant')];
  return config.options?.['mergeAdapter'] === true
    ? [check('error', t('Only an adapter that is loaded at start can be merged.'), 'options.mergeAdapter')]
    : [];
}

export function configChecks(
  config: DeploymentConfig,
  { min, max }: Bounds,
  hfToken: string | undefined,
): Check[] {
  const { autoscaling, idleTimeoutMinutes: idle, concurrency, options = {} } = config;
  const checks: Check[] = [];
  if (!isCount(min))
    checks.push(check('error', t('The minimum of replicas is a whole number.'), 'minReplicas'));
  else if (!isCount(max) || max < 1)
    checks.push(check('error', t('The maximum of replicas is a whole number of 1 or more.'), 'maxReplicas'));
  else if (max < min)
    checks.push(check('error', t('The maximum of replicas is below the minimum.'), 'maxReplicas'));
  else if (max > usualMaximum)
    checks.push(
      check(
        'warning',
        t`Plans have allowed up to ${usualMaximum} replicas: Predibase may refuse more.`,
        'maxReplicas',
      ),
    );
  if (autoscaling && autoscaling.metric !== 'requests')
    checks.push(check('error', t`“${autoscaling.metric}” is not a metric of Predibase.`, 'autoscaling'));
  if (autoscaling && (!isCount(autoscaling.target) || autoscaling.target < 1))
    checks.push(check('error', t('The target is a whole number of 1 or more.'), 'autoscaling'));
  if (idle !== undefined && !(Number.isFinite(idle) && idle >= shortestIdle))
    checks.push(
      check(
        'error',
        t`The idle timeout is at least ${shortestIdle} minutes. To keep it always on, set a minimum of replicas.`,
        'idleTimeoutMinutes',
      ),
    );
  if (concurrency !== undefined && (!isCount(concurrency) || concurrency < 1))
    checks.push(
      check(
        'error',
        t('The concurrent requests per replica are a whole number of 1 or more.'),
        'concurrency',
      ),
    );
  for (const name of ['maxTotalTokens', 'maxNumBatchedTokens']) {
    const value = options[name];
    if (isSet(value) && !(typeof value === 'number' && isCount(value) && value > 0))
      checks.push(check('error', t('It is a whole number of 1 or more.'), `options.${name}`));
  }
  if (options['useHfToken'] === true && hfToken === undefined)
    checks.push(
      check(
        'error',
        t('There is no Hugging Face token to send: enter one with the connection.'),
        'options.useHfToken',
      ),
    );
  if (isSet(options['region']) && options['useComputeSpec'] !== true)
    checks.push(
      check('warning', t('Left out: a region is sent with the compute spec only.'), 'options.region'),
    );
  return [...checks, ...planChecks(config), ...absentChecks(config)];
}

/** Which plan an account has is not told in a form to rely on. */
function planChecks({ instanceType, options = {} }: DeploymentConfig): Check[] {
  const enterprise = t('Enterprise plans only: on others Predibase refuses it.');
  return [
    ...(instanceType?.startsWith('h100') ? [check('info', enterprise, 'instanceType')] : []),
    ...(['requestLoggingEnabled', 'directIngress'] as const).flatMap((name) =>
      options[name] === true ? [check('info', enterprise, `options.${name}`)] : [],
    ),
  ];
}

function costChecks({ minReplicas = 0, idleTimeoutMinutes }: DeploymentConfig): Check[] {
  return minReplicas > 0
    ? [
        check(
          'warning',
          t('It runs and is billed until it is stopped: with a minimum of replicas it is never idle.'),
        ),
      ]
    : [
        check(
          'info',
          t`It scales to zero after ${idleTimeoutMinutes ?? 60} minutes without a request, and is billed until then; the next request waits for minutes until it is up again.`,
          'minReplicas',
        ),
      ];
}

/** What was filled in although the platform has no such thing is not lost silently. */
function absentChecks(config: DeploymentConfig): Check[] {
  return (Object.keys(config) as (keyof DeploymentConfig)[]).flatMap((key) => {
    const support = fieldOf(key)?.support;
    const value = config[key];
    const empty = !isSet(value) || (typeof value === 'object' && Object.keys(value).length === 0);
    return support?.level === 'absent' && !empty ? [check('warning', t`Left out: ${support.why}`, key)] : [];
  });
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
