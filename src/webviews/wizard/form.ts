/** What the person has typed, as typed; and the way from there to a configuration and back. Pure. */
import type {
  AutoscalingConfig,
  ConfigField,
  DeploymentConfig,
  DeploymentSpec,
  ModelChoice,
  ModelRef,
  PlatformId,
} from '../protocol.ts';

export type TextKey = Exclude<
  keyof DeploymentConfig,
  'autoscaling' | 'environment' | 'tags' | 'regions' | 'regionsRequired' | 'options'
>;

export interface Inputs {
  /** Numbers stay text until they are numbers, so that nothing typed is lost. */
  text: Partial<Record<TextKey, string>>;
  autoscaling: Record<keyof AutoscalingConfig, string>;
  environment: { name: string; value: string }[];
  tags: string;
  regions: string[];
  regionsRequired: boolean;
}

export interface Form {
  platform?: PlatformId;
  model?: ModelRef | ModelChoice;
  variant?: string;
  name: string;
  /** False: the name is a suggestion and follows the model. */
  nameTyped: boolean;
  inputs: Inputs;
}

export type Problems = Partial<Record<keyof DeploymentConfig, string>>;

const noAutoscaling = { metric: '', target: '', percentile: '', scaleUpSeconds: '', scaleDownSeconds: '' };

export const emptyForm: Form = {
  name: '',
  nameTyped: false,
  inputs: inputsOf({}),
};

export function isAvailable(field: ConfigField): boolean {
  return field.support.level !== 'absent';
}

/** The platform's own defaults, typed in: what a person would otherwise have to look up. */
export function defaultInputs(fields: readonly ConfigField[]): Inputs {
  const inputs = inputsOf({});
  for (const field of fields) {
    if (isAvailable(field) && field.default !== undefined && isTextKey(field.key)) {
      inputs.text[field.key] = String(field.default);
    }
  }
  return inputs;
}

export function formOf(platform: PlatformId, spec: DeploymentSpec): Form {
  const { name, model, variant, config } = spec;
  return {
    platform,
    model,
    name,
    nameTyped: name !== '',
    inputs: inputsOf(config),
    ...(variant === undefined ? {} : { variant }),
  };
}

export function inputsOf(config: DeploymentConfig): Inputs {
  const { autoscaling, environment, tags, regions, regionsRequired, options: _, ...rest } = config;
  return {
    text: Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, String(value)])),
    autoscaling: {
      ...noAutoscaling,
      ...Object.fromEntries(Object.entries(autoscaling ?? {}).map(([key, value]) => [key, String(value)])),
    },
    environment: Object.entries(environment ?? {}).map(([name, value]) => ({ name, value })),
    tags: (tags ?? []).join(', '),
    regions: regions ?? [],
    regionsRequired: regionsRequired ?? false,
  };
}

/** The configuration as far as it can be read, and what is wrong with the rest, by field. */
export function readInputs(
  inputs: Inputs,
  fields: readonly ConfigField[],
): { config: DeploymentConfig; problems: Problems } {
  const config: DeploymentConfig = {};
  const problems: Problems = {};
  for (const field of fields.filter(isAvailable)) {
    const problem = readField(field, inputs, config);
    if (problem !== undefined) problems[field.key] = problem;
  }
  const { minReplicas, maxReplicas } = config;
  if (minReplicas !== undefined && maxReplicas !== undefined && minReplicas > maxReplicas) {
    problems.maxReplicas = `Must be at least the minimum, ${String(minReplicas)}.`;
  }
  return { config, problems };
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
    case 'options':
      return undefined;
    case 'regions':
    case 'regionsRequired':
      if (inputs.regions.length > 0) {
        config.regions = inputs.regions;
        config.regionsRequired = inputs.regionsRequired;
      }
      return undefined;
    case 'instanceType':
    case 'description': {
      const text = inputs.text[field.key]?.trim() ?? '';
      if (text === '') return undefined;
      config[field.key] = text;
      return field.max !== undefined && text.length > field.max
        ? `At most ${String(field.max)} characters; this is ${String(text.length)}.`
        : undefined;
    }
    default: {
      const read = readNumber(inputs.text[field.key] ?? '', field);
      if (typeof read === 'string') return read;
      if (read !== undefined) config[field.key] = read;
      return undefined;
    }
  }
}

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
  const kind = whole ? 'a whole number' : 'a number';
  return max === undefined
    ? `Must be ${kind}, ${String(min)} or more.`
    : `Must be ${kind} from ${String(min)} to ${String(max)}.`;
}

function readAutoscaling(
  field: ConfigField,
  typed: Inputs['autoscaling'],
  config: DeploymentConfig,
): string | undefined {
  const metric = field.metrics?.find(({ name }) => name === typed.metric);
  if (metric === undefined) return undefined;
  const target = readNumber(typed.target, { ...metric, whole: false });
  const up = readNumber(typed.scaleUpSeconds, {});
  const down = readNumber(typed.scaleDownSeconds, {});
  if (typeof target === 'string') return `Target: ${target}`;
  if (typeof up === 'string') return `Scale-up window: ${up}`;
  if (typeof down === 'string') return `Scale-down window: ${down}`;
  config.autoscaling = {
    metric: metric.name,
    target: target ?? metric.default,
    ...(metric.percentile && typed.percentile !== '' ? { percentile: typed.percentile } : {}),
    ...(up === undefined ? {} : { scaleUpSeconds: up }),
    ...(down === undefined ? {} : { scaleDownSeconds: down }),
  };
  return undefined;
}

function readEnvironment(rows: Inputs['environment'], config: DeploymentConfig): string | undefined {
  const named = rows.filter(({ name, value }) => name.trim() !== '' || value !== '');
  if (named.length === 0) return undefined;
  const names = named.map(({ name }) => name.trim());
  config.environment = Object.fromEntries(named.map(({ value }, index) => [names[index] ?? '', value]));
  const bad = names.find((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  if (bad !== undefined) {
    return bad === ''
      ? 'A value has no name.'
      : `“${bad}” is not a name: letters, digits and _, not starting with a digit.`;
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? undefined : `“${twice}” is there twice.`;
}

function isTextKey(key: keyof DeploymentConfig): key is TextKey {
  return !['autoscaling', 'environment', 'tags', 'regions', 'regionsRequired', 'options'].includes(key);
}

/** What of `next` differs from `before`, among the fields that can change. */
export function changeOf(
  before: DeploymentConfig,
  next: DeploymentConfig,
  fields: readonly ConfigField[],
): DeploymentConfig {
  const changeable = new Set<string>(fields.filter((f) => f.updatable === true).map((f) => f.key));
  if (changeable.has('regions')) changeable.add('regionsRequired');
  // "These regions first" is what an absent `regionsRequired` means.
  const known: DeploymentConfig = { regionsRequired: false, ...before };
  const entries = Object.entries(next).filter(
    ([key, value]) =>
      changeable.has(key) && JSON.stringify(value) !== JSON.stringify(known[key as keyof DeploymentConfig]),
  );
  return Object.fromEntries(entries);
}
