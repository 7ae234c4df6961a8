import { t } from '@vscode/l10n';
import type { ComponentChildren } from 'preact';

interface FieldProps {
  label: string;
  /** The control's id. */
  for: string;
  help?: ComponentChildren;
  error?: string | undefined;
  optional?: boolean;
  required?: boolean;
  children: ComponentChildren;
}

/** A control with its label above and its help or error below; the error is announced when it appears. */
export function Field({ label, for: id, help, error, optional, required, children }: FieldProps) {
  return (
    <div class={error === undefined ? 'field' : 'field field-invalid'}>
      <label class="field-label" for={id}>
        {label}
        {optional ? <span class="field-optional"> {t('optional')}</span> : null}
        {required ? <span class="field-optional"> {t('required')}</span> : null}
      </label>
      {children}
      <div class="field-error" role="status" id={`${id}-error`}>
        {error}
      </div>
      {help === undefined || help === '' ? null : (
        <div class="field-help" id={`${id}-help`}>
          {help}
        </div>
      )}
    </div>
  );
}
