import { t } from '@vscode/l10n';
import type { ComponentChildren } from 'preact';
import type { InputField } from '../protocol.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { TextField } from '../ui/TextField.tsx';
import { FileInput } from './FileInput.tsx';

interface ListInputProps {
  id: string;
  label: string;
  required: boolean;
  error: string | undefined;
  help: ComponentChildren;
  field: InputField;
  rows: readonly string[];
  change: (rows: string[]) => void;
}

/** Several of the same: one row each. */
export function ListInput({ id, label, required, error, help, field, rows, change }: ListInputProps) {
  const { item = 'text', accept } = field;
  return (
    <fieldset class={error === undefined ? 'field' : 'field field-invalid'} aria-describedby={`${id}-help`}>
      <legend class="field-label">
        {label}
        {required ? <span class="field-optional"> {t('required')}</span> : null}
      </legend>
      {rows.map((row, index) => {
        const common = {
          id: `${id}-${String(index)}`,
          label: t`${label}, item ${String(index + 1)}`,
          value: row,
          placeholder: item === 'file' ? 'https://…' : '',
          onInput: (text: string) => change(rows.map((one, at) => (at === index ? text : one))),
        };
        return (
          <div key={index} class="list-row">
            {item === 'file' ? (
              <FileInput {...common} bare accept={accept} />
            ) : (
              <TextField {...common} bare />
            )}
            <IconButton
              icon="close"
              label={t`Remove item ${String(index + 1)} of ${label}`}
              onClick={() => change(rows.filter((_, at) => at !== index))}
            />
          </div>
        );
      })}
      <div>
        <Button icon="add" onClick={() => change([...rows, ''])}>
          {t('Add an item')}
        </Button>
      </div>
      <div class="field-error" role="status">
        {error}
      </div>
      {help === '' ? null : (
        <div class="field-help" id={`${id}-help`}>
          {help}
        </div>
      )}
    </fieldset>
  );
}
