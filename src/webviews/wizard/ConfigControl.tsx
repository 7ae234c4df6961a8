import type { ComponentChildren } from 'preact';
import { perHour } from '../format.ts';
import type { ConfigField, InstanceType } from '../protocol.ts';
import { Field } from '../ui/Field.tsx';
import { Select } from '../ui/Select.tsx';
import { TextArea, TextField } from '../ui/TextField.tsx';
import { Autoscaling } from './Autoscaling.tsx';
import { Environment } from './Environment.tsx';
import type { Inputs, Problems, TextKey } from './form.ts';
import { Regions } from './Regions.tsx';

export interface ConfigControlProps {
  field: ConfigField;
  inputs: Inputs;
  problems: Problems;
  change: (inputs: Inputs) => void;
  hardware: readonly InstanceType[];
  fixedInstance: string | undefined;
  editing: boolean;
}

const units: Partial<Record<ConfigField['key'], string>> = {
  minReplicas: 'replicas',
  maxReplicas: 'replicas',
  concurrency: 'requests',
  batchSize: 'requests',
  timeoutSeconds: 'seconds',
  idleTimeoutMinutes: 'minutes',
};

/** One row of the platform's field table, as the control that its kind asks for. */
export function ConfigControl(props: ConfigControlProps) {
  const { field, inputs, problems, change, editing } = props;
  const locked = editing && field.updatable !== true ? field.updatable.no : undefined;
  const common = {
    id: field.key,
    label: field.label,
    error: problems[field.key],
    disabled: locked !== undefined,
    help: <Help field={field} locked={locked} />,
  };
  switch (field.kind) {
    case 'autoscaling':
      return <Autoscaling {...common} field={field} inputs={inputs} change={change} />;
    case 'environment':
      return <Environment {...common} inputs={inputs} change={change} />;
    case 'tags':
      return (
        <TextField
          {...common}
          placeholder="Separated by commas"
          value={inputs.tags}
          onInput={(tags) => change({ ...inputs, tags })}
        />
      );
    case 'choices':
      return <Regions {...common} {...regionsOf(props)} inputs={inputs} change={change} />;
    case 'instance':
      return <Instance {...props} common={common} />;
    default: {
      const key = field.key as TextKey;
      const text = {
        ...common,
        value: inputs.text[key] ?? '',
        onInput: (value: string) => change({ ...inputs, text: { ...inputs.text, [key]: value } }),
      };
      if (field.kind === 'text') return <TextArea {...text} rows={2} />;
      return <TextField {...text} unit={units[key]} placeholder="Platform default" />;
    }
  }
}

function Help({ field, locked }: { field: ConfigField; locked: string | undefined }): ComponentChildren {
  return (
    <>
      {locked === undefined ? null : <span class="locked">{locked} </span>}
      {field.help}
      {field.support.level === 'emulated' ? ` ${field.support.how}` : null}
    </>
  );
}

/** The regions that the instance can be in; all that are known where the instance is not. */
function regionsOf({ hardware, fixedInstance, inputs }: ConfigControlProps) {
  const id = fixedInstance ?? inputs.text.instanceType;
  const chosen = hardware.filter((instance) => id === undefined || instance.id === id);
  const byName = new Map(chosen.flatMap(({ regions }) => regions).map((region) => [region.name, region]));
  return { regions: [...byName.values()] };
}

interface InstanceProps extends ConfigControlProps {
  common: {
    id: string;
    label: string;
    error: string | undefined;
    disabled: boolean;
    help: ComponentChildren;
  };
}

function Instance({ common, inputs, change, hardware, fixedInstance, editing, field }: InstanceProps) {
  const describe = (instance: InstanceType): string =>
    `${instance.label} · ${instance.price === undefined ? 'price unknown' : perHour(instance.price.perReplicaHour)}`;
  if (fixedInstance !== undefined || (editing && field.updatable !== true)) {
    const id = fixedInstance ?? inputs.text.instanceType;
    const instance = hardware.find((one) => one.id === id);
    const help = editing ? common.help : 'Set by how the model runs, which you chose in the step before.';
    return (
      <Field label={common.label} for={common.id} help={help}>
        <output id={common.id} class="read-only">
          {instance === undefined ? (id ?? 'unknown: not reported') : describe(instance)}
        </output>
      </Field>
    );
  }
  return (
    <Select
      {...common}
      value={inputs.text.instanceType ?? ''}
      options={[
        { value: '', label: 'Platform default' },
        ...hardware.map((instance) => ({ value: instance.id, label: describe(instance) })),
      ]}
      onChange={(instanceType) => change({ ...inputs, text: { ...inputs.text, instanceType } })}
    />
  );
}
