/** Single values as they were typed. Pure. */
import { t } from '@vscode/l10n';
import type { ConfigField, DeploymentConfig } from '../protocol.ts';
import type { Inputs } from './form.ts';

/** A number, nothing (the field is empty), or why it is neither. */
export function readNumber(
  text: string,
  limits: { min?: number; max?: number; whole?: boolean },
): number | string | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const { min = 0, max, whole = true } = limits;
  const good = whole ? /^\d+$/.test(trimmed) : /^\d*\.?\d+$/.test(trimmed);
  const value = Number(trimmed);
  if (good && value >= min && (max === undefined || value <= max)) return value;
  const kind = whole ? t('a whole number') : t('a number');
  return max === undefined
    ? t`Must be ${kind}, ${String(min)} or more.`
    : t`Must be ${kind} from ${String(min)} to ${String(max)}.`;
}

export function readAutoscaling(
  field: ConfigField,
  typed: Inputs['autoscaling'],
  config: DeploymentConfig,
): string | undefined {
  const metric = field.metrics?.find(({ name }) => name === typed.metric);
  if (metric === undefined) return undefined;
  const target = readNumber(typed.target, { ...metric, whole: false });
  const up = readNumber(typed.scaleUpSeconds, {});
  const down = readNumber(typed.scaleDownSeconds, {});
  if (typeof target === 'string') return t`Target: ${target}`;
  if (typeof up === 'string') return t`Scale-up window: ${up}`;
  if (typeof down === 'string') return t`Scale-down window: ${down}`;
  config.autoscaling = {
    metric: metric.name,
    target: target ?? metric.default,
    ...(metric.percentile && typed.percentile !== '' ? { percentile: typed.percentile } : {}),
    ...(up === undefined ? {} : { scaleUpSeconds: up }),
    ...(down === undefined ? {} : { scaleDownSeconds: down }),
  };
  return undefined;
}

export function readEnvironment(rows: Inputs['environment'], config: DeploymentConfig): string | undefined {
  const named = rows.filter(({ name, value }) => name.trim() !== '' || value !== '');
  if (named.length === 0) return undefined;
  const names = named.map(({ name }) => name.trim());
  config.environment = Object.fromEntries(named.map(({ value }, index) => [names[index] ?? '', value]));
  const bad = names.find((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  if (bad !== undefined) {
    return bad === ''
      ? t('A value has no name.')
      : t`“${bad}” is not a name: letters, digits and _, not starting with a digit.`;
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? undefined : t`“${twice}” is there twice.`;
}
