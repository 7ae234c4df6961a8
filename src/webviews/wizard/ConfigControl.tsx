import { t } from '@vscode/l10n';
import type { ComponentChildren } from 'preact';
import { fieldId } from '../../connectors/config-field.ts';
import type { ConfigField, InstanceType } from '../protocol.ts';
import { Checkbox, Select } from '../ui/Select.tsx';
import { TextArea, TextField } from '../ui/TextField.tsx';
import { Autoscaling } from './Autoscaling.tsx';
import { Environment } from './Environment.tsx';
import type { Inputs, Problems } from './form.ts';
import { InstanceControl } from './InstanceControl.tsx';
import { ListedControl } from './ListedControl.tsx';
import { Regions } from './Regions.tsx';
import { besides, type AskChoices } from './useChoices.ts';

export interface ConfigControlProps {
  field: ConfigField;
  inputs: Inputs;
  problems: Problems;
  change: (inputs: Inputs) => void;
  hardware: readonly InstanceType[];
  fixedInstance: string | undefined;
  editing: boolean;
  askChoices: AskChoices;
}

const unitsOfKeys: Partial<Record<ConfigField['key'], string>> = {
  concurrency: t('requests'),
  batchSize: t('requests'),
};
const unitsOfKinds: Partial<Record<ConfigField['kind'], string>> = {
  seconds: t('seconds'),
  minutes: t('minutes'),
};

const namesOfReplicas: Partial<Record<string, string>> = {
  [t('Minimum containers')]: t('containers'),
  [t('Maximum containers')]: t('containers'),
  [t('Minimum instances')]: t('instances'),
  [t('Maximum instances')]: t('instances'),
};

/** Replicas go by the name that the platform has for them: "Minimum containers". */
function unitOf({ key, kind, label }: ConfigField): string | undefined {
  if (key !== 'minReplicas' && key !== 'maxReplicas') return unitsOfKeys[key] ?? unitsOfKinds[kind];
  return namesOfReplicas[label] ?? t('replicas');
}

/** One row of the platform's field table, as the control that its kind asks for. */
export function ConfigControl(props: ConfigControlProps) {
  const { field, inputs, problems, change, editing, hardware, fixedInstance } = props;
  const locked = editing && field.updatable !== true ? field.updatable.no : undefined;
  const id = fieldId(field);
  const common = {
    id,
    label: field.label,
    error: problems[id],
    disabled: locked !== undefined,
    required: field.required === true && !editing,
    help: <Help field={field} locked={locked} />,
  };
  const unset = common.required ? undefined : t('Platform default');
  const text = {
    ...common,
    value: inputs.text[id] ?? '',
    onInput: (value: string) => change({ ...inputs, text: { ...inputs.text, [id]: value } }),
  };
  if (field.listed === true) {
    const { askChoices } = props;
    return <ListedControl {...text} {...{ field, id, askChoices }} about={besides(id, inputs)} />;
  }
  switch (field.kind) {
    case 'autoscaling':
      return <Autoscaling {...common} field={field} inputs={inputs} change={change} />;
    case 'environment':
      return <Environment {...common} inputs={inputs} change={change} />;
    case 'tags':
      return (
        <TextField
          {...common}
          placeholder={t('Separated by commas')}
          value={inputs.tags}
          onInput={(tags) => change({ ...inputs, tags })}
        />
      );
    case 'choices':
      return <Regions {...common} {...regionsOf(props)} inputs={inputs} change={change} />;
    case 'instance':
      return (
        <InstanceControl
          {...{ field, common, hardware, editing }}
          value={text.value}
          onInput={text.onInput}
          fixed={fixedInstance}
        />
      );
    case 'flag':
      return (
        <Flag
          {...common}
          checked={inputs.flags[id] === true}
          onChange={(checked) => change({ ...inputs, flags: { ...inputs.flags, [id]: checked } })}
        />
      );
    case 'select':
      return (
        <Select
          {...common}
          value={text.value}
          options={optionsOf(field, text.value)}
          onChange={text.onInput}
        />
      );
    case 'lines':
      return <TextArea {...text} rows={3} placeholder={t('One per line')} />;
    case 'text':
      // A name or a path; what people write about it may take lines.
      if (field.key === 'options') return <TextField {...text} placeholder={unset} />;
      return <TextArea {...text} rows={2} />;
    default:
      return <TextField {...text} unit={unitOf(field)} placeholder={unset} />;
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

interface FlagProps {
  id: string;
  label: string;
  help: ComponentChildren;
  error: string | undefined;
  disabled: boolean;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

function Flag({ id, label, help, error, ...box }: FlagProps) {
  return (
    <div class="field" id={id} tabIndex={-1}>
      <Checkbox label={label} {...box} />
      <div class="field-error" role="status">
        {error}
      </div>
      <div class="field-help" id={`${id}-help`}>
        {help}
      </div>
    </div>
  );
}

/** What there is to choose, and what is set now though the table does not know it. */
function optionsOf({ choices = [], required }: ConfigField, value: string) {
  const unlisted = value !== '' && !choices.some((choice) => choice.value === value);
  return [
    { value: '', label: required === true ? t('Choose one') : t('Platform default') },
    ...choices,
    ...(unlisted ? [{ value, label: value }] : []),
  ];
}

/** The field's own list; else the regions that the instance can be in, all that are known where the instance is not. */
function regionsOf({ field, hardware, fixedInstance, inputs }: ConfigControlProps) {
  const freeText = field.freeText === true;
  if (field.choices !== undefined) return { regions: field.choices, freeText, ranks: false };
  const id = fixedInstance ?? inputs.text.instanceType;
  const chosen = hardware.filter((instance) => id === undefined || instance.id === id);
  const byName = new Map(chosen.flatMap(({ regions }) => regions).map((region) => [region.name, region]));
  return { regions: [...byName.values()], freeText, ranks: true };
}
