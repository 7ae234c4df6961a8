/** What the person has typed, as typed; and the way from a configuration to there. Pure. */
import { fieldId, type FieldId } from '../../connectors/config-field.ts';
import type {
  AutoscalingConfig,
  ConfigField,
  DeploymentConfig,
  DeploymentSpec,
  ModelChoice,
  ModelRef,
  OptionValue,
  PlatformId,
} from '../protocol.ts';

export interface Inputs {
  /** By field. Numbers stay text until they are numbers, so that nothing typed is lost; lines are one text. */
  text: Partial<Record<FieldId, string>>;
  /** By field; absent = not set, as the platform has it. */
  flags: Partial<Record<FieldId, boolean>>;
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

export type Problems = Partial<Record<FieldId, string>>;

const noAutoscaling = { metric: '', target: '', percentile: '', scaleUpSeconds: '', scaleDownSeconds: '' };

export const emptyForm: Form = {
  name: '',
  nameTyped: false,
  inputs: inputsOf({}),
};

export function isAvailable(field: ConfigField): boolean {
  return field.support.level !== 'absent';
}

/** Those that belong to this way of running a model, and those that belong to all. */
export function fieldsOf(fields: readonly ConfigField[], variant: string | undefined): ConfigField[] {
  return fields.filter(
    ({ variants }) => variants === undefined || (variant !== undefined && variants.includes(variant)),
  );
}

/** The way in which something that exists runs, where its platform has several: it is fixed then. */
export function wayOf({ options }: DeploymentConfig): string | undefined {
  return typeof options?.way === 'string' ? options.way : undefined;
}

export const choosesHardware = (fields: readonly ConfigField[]): boolean =>
  fields.some((field) => field.key === 'instanceType' && isAvailable(field));

/** The platform's own defaults, typed in: what a person would otherwise have to look up. */
export function defaultInputs(fields: readonly ConfigField[]): Inputs {
  const inputs = inputsOf({});
  for (const field of fields) {
    const id = fieldId(field);
    if (!isAvailable(field) || field.default === undefined || hasOwnShape(field)) continue;
    if (typeof field.default === 'boolean') inputs.flags[id] = field.default;
    else inputs.text[id] = String(field.default);
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

/** With the defaults of the other ways to run it, which a draft of one way does not hold. */
export function withOtherDefaults(form: Form, fields: readonly ConfigField[]): Form {
  const own = new Set(fieldsOf(fields, form.variant).map(fieldId));
  const others = defaultInputs(fields.filter((field) => !own.has(fieldId(field))));
  const text = { ...others.text, ...form.inputs.text };
  const flags = { ...others.flags, ...form.inputs.flags };
  return { ...form, inputs: { ...form.inputs, text, flags } };
}

export function inputsOf(config: DeploymentConfig): Inputs {
  const { autoscaling, environment, tags, regions, regionsRequired, options = {}, ...rest } = config;
  const text: Inputs['text'] = {};
  const flags: Inputs['flags'] = {};
  const take = (id: FieldId, value: OptionValue): void => {
    if (typeof value === 'boolean') flags[id] = value;
    else text[id] = Array.isArray(value) ? value.join('\n') : String(value);
  };
  for (const [key, value] of Object.entries(rest)) take(key as keyof typeof rest, value);
  for (const [option, value] of Object.entries(options)) take(`options.${option}`, value);
  return {
    text,
    flags,
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

/** Fields whose control is not one text or one tick. */
export function hasOwnShape({ key }: Pick<ConfigField, 'key'>): boolean {
  return ['autoscaling', 'environment', 'tags', 'regions', 'regionsRequired'].includes(key);
}
