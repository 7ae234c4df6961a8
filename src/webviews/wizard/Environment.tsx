import { t } from '@vscode/l10n';
import type { ComponentChildren } from 'preact';
import { Button, IconButton } from '../ui/Button.tsx';
import { TextField } from '../ui/TextField.tsx';
import type { Inputs } from './form.ts';

interface EnvironmentProps {
  id: string;
  label: string;
  help: ComponentChildren;
  error: string | undefined;
  disabled: boolean;
  inputs: Inputs;
  change: (inputs: Inputs) => void;
}

export function Environment({ id, label, help, error, disabled, inputs, change }: EnvironmentProps) {
  const rows = inputs.environment;
  const set = (environment: Inputs['environment']): void => change({ ...inputs, environment });
  const edit = (index: number, part: Partial<{ name: string; value: string }>): void =>
    set(rows.map((row, at) => (at === index ? { ...row, ...part } : row)));
  return (
    <fieldset class="field wide" aria-describedby={`${id}-help`}>
      <legend class="field-label">{label}</legend>
      {rows.map((row, index) => (
        <div key={index} class="environment-row">
          <TextField
            id={`${id}-name-${String(index)}`}
            label={t`Name of variable ${String(index + 1)}`}
            bare
            placeholder={t('NAME')}
            value={row.name}
            disabled={disabled}
            onInput={(name) => edit(index, { name })}
          />
          <TextField
            id={`${id}-value-${String(index)}`}
            label={t`Value of variable ${String(index + 1)}`}
            bare
            placeholder={t('value')}
            value={row.value}
            disabled={disabled}
            onInput={(value) => edit(index, { value })}
          />
          <IconButton
            icon="close"
            label={t`Remove ${row.name === '' ? t`variable ${String(index + 1)}` : row.name}`}
            disabled={disabled}
            onClick={() => set(rows.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <div>
        <Button icon="add" disabled={disabled} onClick={() => set([...rows, { name: '', value: '' }])}>
          {t('Add a variable')}
        </Button>
      </div>
      <div class="field-error" role="status">
        {error}
      </div>
      <div class="field-help" id={`${id}-help`}>
        {help}
      </div>
    </fieldset>
  );
}
