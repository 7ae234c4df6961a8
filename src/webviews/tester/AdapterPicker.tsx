import { t } from '@vscode/l10n';
import { useId } from 'preact/hooks';
import type { AdapterForm } from '../protocol.ts';
import { Select } from '../ui/Select.tsx';
import { TextField } from '../ui/TextField.tsx';
import { baseModel, listedChoice, pickOf, usualSource, type AdapterPick } from './adapters.ts';

interface AdapterPickerProps {
  of: AdapterForm;
  pick: AdapterPick;
  change: (pick: AdapterPick) => void;
}

const another = 'typed';

/** None, one that is listed, or any other by its id where the server takes that. */
export function AdapterPicker({ of, pick, change }: AdapterPickerProps) {
  const chosen = listedChoice(of, pick);
  const listed = pick.typed === true ? undefined : chosen;
  const value =
    pick.typed === true ? another : listed === undefined ? 'none' : keyOf(listed.source, listed.id);
  const help = [
    listed?.base === undefined ? undefined : t`Trained on ${listed.base}.`,
    listed?.note,
    of.freeText ? undefined : of.no,
  ];
  return (
    <div class="stack-small">
      <Select
        id="adapter"
        label={t('Adapter')}
        value={value}
        options={[
          { value: 'none', label: t('None: the base model') },
          ...of.choices.map(({ id, name, source }) => ({ value: keyOf(source, id), label: name })),
          ...(of.freeText ? [{ value: another, label: t('Another, by its id…') }] : []),
        ]}
        help={help.filter(Boolean).join(' ')}
        onChange={(next) => {
          const choice = of.choices.find(({ id, source }) => keyOf(source, id) === next);
          if (choice !== undefined) change(pickOf(choice));
          else change(next === another ? { id: '', source: usualSource(of), typed: true } : baseModel);
        }}
      />
      {pick.typed === true ? <AdapterById of={of} pick={pick} change={change} /> : null}
    </div>
  );
}

const keyOf = (source: string | undefined, id: string): string => JSON.stringify([source ?? '', id]);

/** The id, and where the server gets it from when there is more than one place. */
export function AdapterById({ of, pick, change }: AdapterPickerProps) {
  const prefix = useId();
  const source = of.sources.find(({ id }) => id === pick.source) ?? of.sources[0];
  return (
    <div class="adapter-by-id">
      {of.sources.length < 2 ? null : (
        <Select
          id={`${prefix}-source`}
          label={t('From')}
          value={source?.id ?? ''}
          options={of.sources.map(({ id, label }) => ({ value: id, label }))}
          onChange={(next) => change({ ...pick, source: next })}
        />
      )}
      <TextField
        id={`${prefix}-id`}
        label={t('Adapter id')}
        value={pick.id}
        placeholder={source?.placeholder}
        help={source?.help}
        onInput={(id) => change({ ...pick, id })}
      />
    </div>
  );
}
