import { t } from '@vscode/l10n';
import type { ComponentChildren } from 'preact';
import { useAriaLabel } from './ariaLabel.ts';
import { Field } from './Field.tsx';
import './toolkit.ts';

interface TextProps {
  id: string;
  label: string;
  value: string;
  onInput: (value: string) => void;
  help?: ComponentChildren;
  error?: string | undefined;
  placeholder?: string | undefined;
  disabled?: boolean | undefined;
  optional?: boolean;
  required?: boolean;
  /** Written after the control: "replicas", "min". */
  unit?: string | undefined;
  type?: 'text' | 'password' | 'search';
  /** The label is read but not seen: where a heading above already says it. */
  bare?: boolean;
  onKeyDown?: (event: KeyboardEvent) => void;
}

const valueOf = (event: Event): string => (event.target as HTMLInputElement).value;

/** What a screen reader hears: the help and the error are outside the control's shadow tree. */
const spoken = ({ label, unit, required, error }: TextProps): string =>
  [label, unit, required ? t('required') : undefined, error === undefined ? undefined : t`invalid: ${error}`]
    .filter(Boolean)
    .join(', ');

export function TextField(props: TextProps) {
  const { id, value, onInput, placeholder, disabled = false, unit, type = 'text', bare, onKeyDown } = props;
  const ref = useAriaLabel(spoken(props));
  const control = (
    <div class="control-row">
      <vscode-text-field
        id={id}
        ref={ref}
        type={type}
        value={value}
        placeholder={placeholder}
        disabled={disabled}
        spellcheck={false}
        aria-invalid={props.error === undefined ? 'false' : 'true'}
        onInput={(event: Event) => onInput(valueOf(event))}
        onKeyDown={onKeyDown}
      />
      {unit === undefined ? null : <span class="unit">{unit}</span>}
    </div>
  );
  return bare ? control : <FieldOf {...props}>{control}</FieldOf>;
}

export function TextArea(props: TextProps & { rows?: number; mono?: boolean }) {
  const { id, value, onInput, placeholder, disabled = false, rows = 4, mono = false, onKeyDown } = props;
  const ref = useAriaLabel(spoken(props));
  return (
    <FieldOf {...props}>
      <vscode-text-area
        id={id}
        ref={ref}
        rows={rows}
        class={mono ? 'mono-area' : undefined}
        spellcheck={!mono}
        resize="vertical"
        value={value}
        placeholder={placeholder}
        disabled={disabled}
        onInput={(event: Event) => onInput(valueOf(event))}
        onKeyDown={onKeyDown}
      />
    </FieldOf>
  );
}

function FieldOf({
  id,
  label,
  help,
  error,
  optional,
  required,
  children,
}: TextProps & { children: ComponentChildren }) {
  return (
    <Field
      label={label}
      for={id}
      help={help}
      error={error}
      optional={optional ?? false}
      required={required ?? false}
    >
      {children}
    </Field>
  );
}
