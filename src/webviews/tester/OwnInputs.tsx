import { t } from '@vscode/l10n';
import { useState } from 'preact/hooks';
import type { InputField } from '../protocol.ts';
import { Disclosure } from '../ui/layout.tsx';
import { TextArea } from '../ui/TextField.tsx';
import { rawName } from './form.ts';
import { InputControl } from './InputControl.tsx';
import type { Typed, TypedInputs } from './inputs.ts';
import type { FormProps } from './PromptFields.tsx';

/** More than this many at once hide the ones that matter. */
const shownAtOnce = 6;

/** The model's own inputs, in its author's order; where there are many, the optional later ones folded away. */
export function OwnInputs({ form, of, change, problems }: FormProps & { problems: Record<string, string> }) {
  const [open, setOpen] = useState<boolean>();
  if (of.rawInputs === true) {
    return (
      <TextArea
        id="raw-inputs"
        label={t('Inputs')}
        mono
        rows={10}
        value={form.raw}
        placeholder='{"name": "value"}'
        error={form.raw.trim() === '' ? undefined : problems[rawName]}
        help={t('What this model takes is not known here. Write its inputs as one JSON object.')}
        onInput={(raw) => change({ raw })}
      />
    );
  }
  const [first, rest] = folded(of.inputs);
  const draw = (field: InputField) => (
    <InputControl
      key={field.name}
      field={field}
      typed={Object.hasOwn(form.inputs, field.name) ? form.inputs[field.name] : undefined}
      problem={problems[field.name]}
      change={(typed) => change({ inputs: withTyped(form.inputs, field.name, typed) })}
    />
  );
  const told = rest.some(({ name }) => Object.hasOwn(form.inputs, name));
  return (
    <>
      {first.map(draw)}
      {rest.length === 0 ? null : (
        <Disclosure
          summary={`${first.length === 0 ? t('Other inputs') : t('More inputs')} (${String(rest.length)})`}
          open={open ?? told}
          onToggle={setOpen}
        >
          <div class="stack">{rest.map(draw)}</div>
        </Disclosure>
      )}
    </>
  );
}

function folded(fields: readonly InputField[]): [InputField[], InputField[]] {
  const matters = (field: InputField, index: number): boolean =>
    field.required || (index < shownAtOnce - 1 && field.deprecated !== true);
  const rest = fields.filter((field, index) => !matters(field, index));
  if (rest.length < 2 && !rest.some(({ deprecated }) => deprecated)) return [[...fields], []];
  return [fields.filter(matters), rest];
}

function withTyped(inputs: TypedInputs, name: string, typed: Typed | undefined): TypedInputs {
  const others = Object.entries(inputs).filter(([one]) => one !== name);
  return Object.fromEntries(typed === undefined ? others : [...others, [name, typed]]);
}
