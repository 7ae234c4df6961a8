/** A configuration in words, for the review and the diff. Pure. */
import { t } from '@vscode/l10n';
import { fieldValue } from '../../connectors/config-field.ts';
import { plural, span } from '../shared/format.ts';
import type { ConfigField, DeploymentConfig, InstanceType, ModelRef } from '../protocol.ts';

export const notSet = t('platform default');

export function describeField(field: ConfigField, config: DeploymentConfig): string {
  const value = fieldValue(field, config);
  if (value === undefined) return notSet;
  switch (field.key) {
    case 'autoscaling':
      return describeAutoscaling(field, config);
    case 'environment':
      // Names only: the values may be secrets, and a review is read over shoulders.
      return Object.keys(config.environment ?? {}).join(', ');
    case 'regions':
      if (field.choices !== undefined) return (config.regions ?? []).join(', ');
      return `${(config.regions ?? []).join(', ')} ${config.regionsRequired ? t('(only these)') : t('(preferred)')}`;
    case 'tags':
      return (config.tags ?? []).join(', ');
    case 'idleTimeoutMinutes':
      return value === 0 ? t('never stops by itself') : t`after ${plural(Number(value), 'minute')}`;
    case 'timeoutSeconds':
      return span(Number(value));
    default:
      return describeValue(field, value);
  }
}

function describeValue({ kind, choices }: ConfigField, value: unknown): string {
  if (typeof value === 'boolean') return value ? t('yes') : t('no');
  if (Array.isArray(value)) return value.join(', ');
  if (kind === 'seconds') return span(Number(value));
  if (kind === 'minutes') return plural(Number(value), 'minute');
  const chosen = choices?.find((choice) => choice.value === value);
  if (chosen !== undefined) return chosen.label;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** With the hardware as what can be chosen, so that it reads as it did there. */
export function withHardware(
  field: ConfigField,
  hardware: readonly Pick<InstanceType, 'id' | 'label'>[] = [],
): ConfigField {
  if (field.key !== 'instanceType' || field.choices !== undefined) return field;
  return { ...field, choices: hardware.map(({ id, label }) => ({ value: id, label })) };
}

const normal = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, '');

/** An id that says more than the name does. One that only the platform can read says nothing to a person. */
export function tellingId({ id, name }: ModelRef): string | undefined {
  return normal(id) !== normal(name) && normal(id).includes(normal(name)) ? id : undefined;
}

/** A description that is not the name over again. */
export function tellingDescription(description: string, name: string): string | undefined {
  const known = normal(name);
  const words = description.toLowerCase().match(/[\p{L}\d.]+/gu) ?? [];
  return words.every((word) => known.includes(normal(word))) ? undefined : description;
}

function describeAutoscaling(field: ConfigField, { autoscaling }: DeploymentConfig): string {
  if (autoscaling === undefined) return notSet;
  const metric = field.metrics?.find(({ name }) => name === autoscaling.metric);
  const parts = [
    `${metric?.label ?? autoscaling.metric}${autoscaling.percentile ? ` (${autoscaling.percentile})` : ''}`,
    t`target ${String(autoscaling.target)} ${metric?.unit ?? ''}`.trim(),
  ];
  if (autoscaling.scaleUpSeconds !== undefined) parts.push(t`up after ${span(autoscaling.scaleUpSeconds)}`);
  if (autoscaling.scaleDownSeconds !== undefined)
    parts.push(t`down after ${span(autoscaling.scaleDownSeconds)}`);
  return parts.join(', ');
}
