import { t } from '@vscode/l10n';
import type { ComponentChildren } from 'preact';
import type { InputField } from '../protocol.ts';
import { Field } from '../ui/Field.tsx';
import { Checkbox, Select } from '../ui/Select.tsx';
import { TextArea, TextField } from '../ui/TextField.tsx';
import { FileInput } from './FileInput.tsx';
import type { Typed } from './inputs.ts';
import { limitsInWords, slides } from './limits.ts';
import { ListInput } from './ListInput.tsx';

interface InputControlProps {
  field: InputField;
  typed: Typed | undefined;
  problem: string | undefined;
  /** Undefined leaves it out of the request. */
  change: (typed: Typed | undefined) => void;
}

/** One of the model's own inputs, as the control that its kind asks for. */
export function InputControl({ field, typed, problem, change }: InputControlProps) {
  return (
    <div class="input">
      <Control field={field} typed={typed} problem={problem} change={change} />
      <LeaveOut field={field} typed={typed} change={change} />
    </div>
  );
}

function Control({ field, typed, problem, change }: InputControlProps) {
  const text = typeof typed === 'string' ? typed : '';
  const common = {
    id: `input-${field.name}`,
    label: field.title,
    required: field.required,
    // What nobody has touched yet is not wrong: the button says what is missing.
    error: typed === undefined ? undefined : problem,
    help: <Help field={field} />,
  };
  const box = { ...common, value: text, placeholder: placeholder(field), onInput: change };
  switch (field.kind) {
    case 'multiline':
      return <TextArea {...box} rows={4} />;
    case 'json':
      return <TextArea {...box} rows={4} mono />;
    case 'secret':
      return <TextField {...box} type="password" />;
    case 'choice':
      return (
        <Select
          {...common}
          value={text}
          options={optionsOf(field)}
          onChange={(value) => change(value === '' ? undefined : value)}
        />
      );
    case 'flag':
      return <Flag {...common} field={field} typed={typed} change={change} />;
    case 'file':
      return <FileInput {...box} accept={field.accept} />;
    case 'list':
      return <ListInput {...common} field={field} rows={Array.isArray(typed) ? typed : []} change={change} />;
    case 'integer':
    case 'number':
      return <NumberInput {...box} field={field} />;
    default:
      return <TextField {...box} />;
  }
}

function Help({ field }: { field: InputField }): ComponentChildren {
  const { deprecated, description, kind } = field;
  return [
    deprecated === true ? t('Deprecated by its author.') : undefined,
    description,
    limitsInWords(field),
    kind === 'secret' ? t('It is sent, and kept nowhere.') : undefined,
  ]
    .filter(Boolean)
    .join(' ');
}

/** What the model takes when nothing is sent. */
export function placeholder({ kind, required, default: usual }: InputField): string {
  if (usual !== undefined && usual !== '' && usual !== null && kind !== 'secret') {
    const text = typeof usual === 'string' ? usual : JSON.stringify(usual);
    return t`Default: ${text.length > 80 ? `${text.slice(0, 79)}…` : text}`;
  }
  if (kind === 'file') return 'https://…';
  return required ? '' : t('Left out');
}

function optionsOf(field: InputField) {
  const { choices = [], default: usual, required } = field;
  const none = required && usual === undefined ? t('Choose one') : placeholder(field);
  return [
    { value: '', label: none },
    ...choices.map((choice) => ({ value: String(choice), label: String(choice) })),
  ];
}

interface FlagProps {
  id: string;
  label: string;
  help: ComponentChildren;
  field: InputField;
  typed: Typed | undefined;
  change: (typed: boolean) => void;
}

function Flag({ id, label, help, field, typed, change }: FlagProps) {
  return (
    <div class="field">
      <Checkbox
        label={label}
        checked={typed === undefined ? field.default === true : typed === true}
        onChange={change}
      />
      <div class="field-help" id={`${id}-help`}>
        {help}
      </div>
    </div>
  );
}

interface NumberInputProps {
  id: string;
  label: string;
  value: string;
  error: string | undefined;
  help: ComponentChildren;
  required: boolean;
  placeholder: string;
  onInput: (typed: string) => void;
  field: InputField;
}

/** A box; beside it a slider where the whole range is worth sliding through. */
function NumberInput({ field, ...box }: NumberInputProps) {
  const limits = slides(field);
  if (limits === undefined) return <TextField {...box} />;
  const { id, label, value, error, help, required, onInput } = box;
  const usual = typeof field.default === 'number' ? field.default : limits.min;
  const at = Number(value.trim());
  return (
    <Field label={label} for={id} help={help} error={error} required={required}>
      <div class="number-row">
        <TextField {...box} bare />
        <input
          type="range"
          aria-label={t`${label}, slider`}
          {...limits}
          value={value.trim() === '' || Number.isNaN(at) ? usual : at}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      </div>
    </Field>
  );
}

function LeaveOut({ field, typed, change }: Omit<InputControlProps, 'problem'>) {
  const usual = field.default !== undefined && field.default !== '' && field.default !== null;
  if (typed === undefined || (field.required && !usual) || field.kind === 'choice') return null;
  const emptied =
    usual && (typed === '' || (Array.isArray(typed) && typed.every((row) => row.trim() === '')));
  const sends = emptied && (typeof field.default === 'string' || Array.isArray(field.default));
  return (
    <p class="small quiet leave-out">
      {sends ? t('Sent as empty. ') : null}
      <button type="button" class="text-button" onClick={() => change(undefined)}>
        {usual ? t('Use the default') : t('Leave out')}
        <span class="sr-only">{usual ? t` for ${field.title}` : ` ${field.title}`}</span>
      </button>
    </p>
  );
}
