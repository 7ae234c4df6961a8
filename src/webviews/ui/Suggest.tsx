import { t } from '@vscode/l10n';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Field } from './Field.tsx';
import type { Option } from './Select.tsx';

interface SuggestProps {
  id: string;
  label: string;
  value: string;
  /** What is suggested; any other text is taken too. */
  options: readonly Option[];
  onInput: (value: string) => void;
  placeholder?: string;
  help?: ComponentChildren;
  error?: string | undefined;
  disabled?: boolean | undefined;
  required?: boolean;
}

/** A text with suggestions. Native, as the toolkit has none and its text field takes no `datalist`. */
export function Suggest(props: SuggestProps) {
  const { id, label, value, onInput, placeholder, help, error, disabled, required = false } = props;
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const shown = matching(props);
  const listId = `${id}-list`;
  const take = (option: Option | undefined): void => {
    if (option !== undefined) onInput(option.value);
    setOpen(false);
    setAt(-1);
  };
  const keys = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setOpen(true);
      if (shown.length > 0) setAt((before) => (before + step + shown.length) % shown.length);
    } else if (event.key === 'Escape' || (event.key === 'Enter' && open)) {
      if (event.key === 'Enter' && at >= 0) event.preventDefault();
      take(event.key === 'Enter' ? shown[at] : undefined);
    }
  };
  const expanded = open && shown.length > 0;
  return (
    <Field label={label} for={id} help={help} error={error} required={required}>
      <div class="suggest">
        <input
          id={id}
          type="text"
          role="combobox"
          autocomplete="off"
          spellcheck={false}
          value={value}
          placeholder={placeholder}
          disabled={disabled}
          aria-expanded={expanded}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-invalid={error !== undefined}
          aria-activedescendant={expanded && at >= 0 ? `${listId}-${String(at)}` : undefined}
          onFocus={() => setOpen(true)}
          onClick={() => setOpen(true)}
          onBlur={() => take(undefined)}
          onKeyDown={keys}
          onInput={(event) => {
            setOpen(true);
            setAt(-1);
            onInput(event.currentTarget.value);
          }}
        />
        <ul id={listId} role="listbox" aria-label={t`Suggestions for ${label}`} hidden={!expanded}>
          {shown.map((option, index) => (
            <li
              key={option.value}
              id={`${listId}-${String(index)}`}
              role="option"
              aria-selected={index === at}
              // Before the field loses the focus, which would close the list.
              onMouseDown={(event) => {
                event.preventDefault();
                take(option);
              }}
            >
              {option.label}
            </li>
          ))}
        </ul>
      </div>
    </Field>
  );
}

/** All of them for what was chosen from the list, so that another can be; else those with the text in them. */
function matching({ value, options }: SuggestProps): readonly Option[] {
  const text = value.trim().toLowerCase();
  if (text === '' || options.some((option) => option.value.toLowerCase() === text)) return options;
  return options.filter((option) => `${option.value} ${option.label}`.toLowerCase().includes(text));
}
