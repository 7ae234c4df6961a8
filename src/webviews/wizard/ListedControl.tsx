import { t } from '@vscode/l10n';
import type { ComponentChildren } from 'preact';
import type { FieldId } from '../../connectors/config-field.ts';
import type { ConfigField, FieldChoice } from '../protocol.ts';
import { Disclosure } from '../ui/layout.tsx';
import { Checkbox, Select, type Option } from '../ui/Select.tsx';
import { Suggest } from '../ui/Suggest.tsx';
import { TextArea } from '../ui/TextField.tsx';
import { ListState } from './ListState.tsx';
import { useChoices, type AskChoices } from './useChoices.ts';

interface ListedControlProps {
  id: FieldId;
  field: ConfigField;
  label: string;
  value: string;
  onInput: (value: string) => void;
  help: ComponentChildren;
  error: string | undefined;
  disabled: boolean;
  required: boolean;
  /** The other settings: a list that was read before they changed is read again. */
  about: string;
  askChoices: AskChoices;
}

/** A setting of which the account says what there is to choose from. */
export function ListedControl({ field, about, askChoices, ...props }: ListedControlProps) {
  const { id, value, onInput, disabled, required } = props;
  const writes = field.freeText === true;
  const { list, want } = useChoices(id, { about, ask: askChoices, atOnce: !writes && !disabled });
  const choices = [...(field.choices ?? []), ...(list.value ?? [])];
  const state = <ListState list={list} writes={writes} />;
  const help = (
    <>
      {state}
      {props.help}
    </>
  );
  const unset = required ? t('Choose one') : t('Platform default');
  return (
    <div class="listed" onFocusIn={disabled ? undefined : want}>
      {field.kind === 'lines' ? (
        <Lines {...props} choices={choices} state={state} writes={writes} />
      ) : writes ? (
        <Suggest
          {...props}
          help={help}
          options={choices.map(suggestion)}
          placeholder={required ? t('Choose or write one') : t('Platform default')}
        />
      ) : (
        <Select
          {...props}
          help={help}
          options={[{ value: '', label: unset }, ...withOwn(choices, [value]).map(option)]}
          onChange={onInput}
        />
      )}
    </div>
  );
}

interface LinesProps extends Omit<ListedControlProps, 'field' | 'about' | 'askChoices'> {
  choices: readonly FieldChoice[];
  state: ComponentChildren;
  writes: boolean;
}

/** Several of them: each that is ticked is a line. */
function Lines({ choices, state, writes, ...props }: LinesProps) {
  const { id, label, value, onInput, help, error, disabled } = props;
  const lines = value.split('\n').flatMap((line) => line.trim() || []);
  const shown = writes ? choices : withOwn(choices, lines);
  const picks = (
    <>
      {state}
      {shown.length === 0 ? null : (
        <div class="picks">
          {shown.map((choice) => (
            <Checkbox
              key={choice.value}
              label={option(choice).label}
              checked={lines.includes(choice.value)}
              disabled={disabled}
              onChange={(on) =>
                onInput(
                  (on ? [...lines, choice.value] : lines.filter((line) => line !== choice.value)).join('\n'),
                )
              }
            />
          ))}
        </div>
      )}
    </>
  );
  if (writes) {
    return (
      <div class="stack-small">
        <TextArea {...props} rows={3} placeholder={t('One per line')} />
        {disabled ? null : <Disclosure summary={t`Choose from what there is: ${label}`}>{picks}</Disclosure>}
      </div>
    );
  }
  return (
    <fieldset class="field" id={id} tabIndex={-1} aria-describedby={`${id}-help`}>
      <legend class="field-label">{label}</legend>
      {picks}
      <div class="field-error" role="status">
        {error}
      </div>
      <div class="field-help" id={`${id}-help`}>
        {help}
      </div>
    </fieldset>
  );
}

/** What is set now stays visible though the list does not know it, so that it can be taken out. */
function withOwn(choices: readonly FieldChoice[], values: readonly string[]): FieldChoice[] {
  const known = new Set(['', ...choices.map(({ value }) => value)]);
  return [
    ...choices,
    ...values.filter((value) => !known.has(value)).map((value) => ({ value, label: value })),
  ];
}

const option = ({ value, label, detail }: FieldChoice): Option => ({
  value,
  label: detail === undefined ? label : `${label} · ${detail}`,
});

/** The field will hold the value: it is shown where the label is another. */
const suggestion = (choice: FieldChoice): Option => {
  const { value, label } = option(choice);
  return { value, label: choice.label === value ? label : `${value} · ${label}` };
};
