/** Choices on native elements: the editor's look, the browser's behaviour. */
import type { ComponentChildren } from 'preact';
import { Field } from './Field.tsx';
import { useAriaLabel } from './ariaLabel.ts';
import './toolkit.ts';

export interface Option {
  value: string;
  label: string;
  disabled?: boolean;
}

interface SelectProps {
  id: string;
  label: string;
  value: string;
  options: readonly Option[];
  onChange: (value: string) => void;
  help?: ComponentChildren;
  error?: string | undefined;
  disabled?: boolean | undefined;
  required?: boolean;
  bare?: boolean;
}

export function Select({ id, label, value, options, onChange, disabled, bare, ...rest }: SelectProps) {
  const control = (
    <div class="select">
      <select
        id={id}
        value={value}
        disabled={disabled}
        aria-label={bare ? label : undefined}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
  if (bare) return control;
  return (
    <Field label={label} for={id} {...rest}>
      {control}
    </Field>
  );
}

interface CheckboxProps {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
}

export function Checkbox({ label, checked, onChange, disabled = false }: CheckboxProps) {
  const ref = useAriaLabel(label);
  const change = (event: Event): void => {
    // The toolkit fires `change` for changes from the program as well: only a difference is a person's.
    const now = (event.target as HTMLInputElement).checked;
    if (now !== checked) onChange(now);
  };
  return (
    <vscode-checkbox ref={ref} checked={checked} disabled={disabled} onChange={change}>
      {label}
    </vscode-checkbox>
  );
}

interface SegmentsProps {
  label: string;
  value: string;
  options: readonly Option[];
  onChange: (value: string) => void;
  disabled?: boolean;
}

/** A row of radio buttons that looks like one control. */
export function Segments({ label, value, options, onChange, disabled = false }: SegmentsProps) {
  return (
    <fieldset class="segments" disabled={disabled}>
      <legend class="sr-only">{label}</legend>
      {options.map((option) => (
        <label key={option.value} class="segment">
          <input
            type="radio"
            name={`segments-${label}`}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
}

interface RangeProps {
  id: string;
  label: string;
  value: number;
  min: number;
  max: number;
  step: number;
  /** The value in words: "0.7", "platform default". */
  text: string;
  onInput: (value: number) => void;
}

export function Range({ id, label, value, text, onInput, ...limits }: RangeProps) {
  return (
    <Field label={label} for={id}>
      <div class="control-row">
        <input
          id={id}
          type="range"
          {...limits}
          value={value}
          aria-valuetext={text}
          onInput={(event) => onInput(event.currentTarget.valueAsNumber)}
        />
        <output class="unit" for={id}>
          {text}
        </output>
      </div>
    </Field>
  );
}
