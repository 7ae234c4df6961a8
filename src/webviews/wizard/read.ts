/** From what was typed to a configuration, with what is wrong on the way; and what of it is new. Pure. */
import { t } from '@vscode/l10n';
import { fieldId, fieldValue } from '../../connectors/config-field.ts';
import type { ConfigField, DeploymentConfig, OptionValue } from '../protocol.ts';
import { isAvailable, type Inputs, type Problems } from './form.ts';
import { readAutoscaling, readEnvironment, readNumber } from './readValues.ts';

/** The configuration as far as it can be read, and what is wrong with the rest, by field. */
export function readInputs(
  inputs: Inputs,
  fields: readonly ConfigField[],
  { editing = false }: { editing?: boolean } = {},
): { config: DeploymentConfig; problems: Problems } {
  const config: DeploymentConfig = {};
  const problems: Problems = {};
  for (const field of fields.filter(isAvailable)) {
    const problem = readField(field, inputs, config) ?? missing(field, config, editing);
    if (problem !== undefined) problems[fieldId(field)] = problem;
  }
  const { minReplicas, maxReplicas } = config;
  if (minReplicas !== undefined && maxReplicas !== undefined && minReplicas > maxReplicas) {
    problems.maxReplicas = t`Must be at least the minimum, ${String(minReplicas)}.`;
  }
  return { config, problems };
}

/** Of what exists, only changes are sent: what its platform does not report is no gap. */
function missing(field: ConfigField, config: DeploymentConfig, editing: boolean): string | undefined {
  if (editing || field.required !== true || fieldValue(field, config) !== undefined) return undefined;
  return t('It must be set.');
}

function readField(field: ConfigField, inputs: Inputs, config: DeploymentConfig): string | undefined {
  switch (field.key) {
    case 'autoscaling':
      return readAutoscaling(field, inputs.autoscaling, config);
    case 'environment':
      return readEnvironment(inputs.environment, config);
    case 'tags': {
      const tags = inputs.tags.split(',').map((tag) => tag.trim());
      if (tags.some(Boolean)) config.tags = [...new Set(tags.filter(Boolean))];
      return undefined;
    }
    case 'regions':
    case 'regionsRequired':
      if (inputs.regions.length > 0) {
        config.regions = inputs.regions;
        // A platform with a list of its own decides by itself what choosing from it means.
        if (field.choices === undefined) config.regionsRequired = inputs.regionsRequired;
      }
      return undefined;
    default: {
      const { value, problem } = readValue(field, inputs);
      if (value !== undefined) setValue(field, value, config);
      return problem;
    }
  }
}

function setValue({ key, option = '' }: ConfigField, value: OptionValue, config: DeploymentConfig): void {
  if (key === 'options') config.options = { ...config.options, [option]: value };
  else Object.assign(config, { [key]: value });
}

interface ReadValue {
  value?: OptionValue;
  problem?: string;
}

function readValue(field: ConfigField, inputs: Inputs): ReadValue {
  const id = fieldId(field);
  const text = inputs.text[id]?.trim() ?? '';
  switch (field.kind) {
    case 'flag': {
      const flag = inputs.flags[id];
      return flag === undefined ? {} : { value: flag };
    }
    case 'lines': {
      const lines = text.split('\n').map((line) => line.trim());
      return text === '' ? {} : withinLength(field, { value: lines.filter((line) => line !== '') });
    }
    case 'text':
    case 'instance':
    case 'select':
    case 'choices':
      return text === '' ? {} : withinLength(field, { value: text });
    default: {
      const read = readNumber(text, field);
      if (typeof read === 'string') return { problem: read };
      return read === undefined ? {} : { value: read };
    }
  }
}

function withinLength({ max }: ConfigField, read: { value: string | string[] }): ReadValue {
  const { length } = read.value;
  if (max === undefined || length <= max) return read;
  const problem =
    typeof read.value === 'string'
      ? t`At most ${max} characters; this is ${length}.`
      : t`At most ${max} lines; this is ${length}.`;
  return { ...read, problem };
}

/** What of `next` differs from `before`, among the fields that can change. */
export function changeOf(
  before: DeploymentConfig,
  next: DeploymentConfig,
  fields: readonly ConfigField[],
): DeploymentConfig {
  const changeable = fields.filter(({ updatable }) => updatable === true);
  const keys = new Set<string>(changeable.map(({ key }) => key));
  if (keys.has('regions')) keys.add('regionsRequired');
  // "These regions first" is what an absent `regionsRequired` means.
  const known: DeploymentConfig = { regionsRequired: false, ...before };
  const { options = {}, ...rest } = next;
  const change: DeploymentConfig = Object.fromEntries(
    Object.entries(rest).filter(
      ([key, value]) => keys.has(key) && !same(value, known[key as keyof DeploymentConfig]),
    ),
  );
  const ids = new Set(changeable.flatMap(({ option }) => option ?? []));
  const changed = Object.entries(options).filter(
    ([name, value]) => ids.has(name) && !same(value, before.options?.[name]),
  );
  return changed.length === 0 ? change : { ...change, options: Object.fromEntries(changed) };
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
