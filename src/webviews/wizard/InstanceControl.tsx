import { t } from '@vscode/l10n';
import type { ComponentChildren } from 'preact';
import { perHour } from '../shared/format.ts';
import type { ConfigField, InstanceType } from '../protocol.ts';
import { Field } from '../ui/Field.tsx';
import { Select } from '../ui/Select.tsx';
import { Suggest } from '../ui/Suggest.tsx';

interface InstanceControlProps {
  field: ConfigField;
  common: {
    id: string;
    label: string;
    error: string | undefined;
    disabled: boolean;
    required: boolean;
    help: ComponentChildren;
  };
  value: string;
  onInput: (value: string) => void;
  hardware: readonly InstanceType[];
  /** What the chosen variant runs on: then there is nothing to choose. */
  fixed: string | undefined;
  editing: boolean;
}

/** The hardware of one replica, each with its price. */
export function InstanceControl(props: InstanceControlProps) {
  const { field, common, value, onInput, hardware, fixed, editing } = props;
  if (fixed !== undefined || (editing && field.updatable !== true)) {
    const id = fixed ?? value;
    const instance = hardware.find((one) => one.id === id);
    const help = editing ? common.help : t('Set by how the model runs, which you chose in the step before.');
    return (
      <Field label={common.label} for={common.id} help={help}>
        <output id={common.id} class="read-only">
          {instance === undefined ? id || t('unknown: not reported') : describe(instance)}
        </output>
      </Field>
    );
  }
  const options = hardware.map((instance) => ({ value: instance.id, label: describe(instance) }));
  if (field.freeText !== true) {
    const none = field.required === true ? t('Choose one') : t('Platform default');
    return (
      <Select
        {...common}
        value={value}
        options={[{ value: '', label: none }, ...options]}
        onChange={onInput}
      />
    );
  }
  const known = hardware.find(({ id }) => id === value);
  return (
    <Suggest
      {...common}
      value={value}
      options={options.map((option) => ({ ...option, label: `${option.value} · ${option.label}` }))}
      placeholder={field.required === true ? t('Choose or write one') : t('Platform default')}
      help={
        <>
          {known === undefined ? null : <span class="locked">{describe(known)}. </span>}
          {common.help}
        </>
      }
      onInput={onInput}
    />
  );
}

const describe = ({ label, price }: InstanceType): string =>
  `${label} · ${price === undefined ? t('price unknown') : perHour(price.perReplicaHour)}`;
