import { t } from '@vscode/l10n';
import { useState } from 'preact/hooks';
import type { AdapterForm } from '../protocol.ts';
import { Button } from '../ui/Button.tsx';
import { Checkbox } from '../ui/Select.tsx';
import { AdapterById } from './AdapterPicker.tsx';
import {
  baseModel,
  listedChoice,
  mostCompared,
  pickOf,
  samePick,
  usualSource,
  type AdapterPick,
} from './adapters.ts';

interface ComparePicksProps {
  of: AdapterForm;
  picks: readonly AdapterPick[];
  change: (picks: AdapterPick[]) => void;
}

/** Which adapters answer the same prompt. */
export function ComparePicks({ of, picks, change }: ComparePicksProps) {
  const full = picks.length >= mostCompared;
  const others = picks.filter((pick) => pick.id !== '' && listedChoice(of, pick) === undefined);
  const offered = [
    { pick: baseModel, label: t('Base model'), note: undefined },
    ...of.choices.map((choice) => ({ pick: pickOf(choice), label: choice.name, note: choice.note })),
  ];
  const remove = (pick: AdapterPick): void => change(picks.filter((one) => !samePick(one, pick)));
  return (
    <fieldset class="field compare-picks">
      <legend class="field-label">{t('Adapters to compare')}</legend>
      <div class="compare-list">
        {offered.map(({ pick, label, note }) => {
          const chosen = picks.some((one) => samePick(one, pick));
          return (
            <div key={`${pick.source} ${pick.id}`}>
              <Checkbox
                label={label}
                checked={chosen}
                disabled={full && !chosen}
                onChange={(on) => (on ? change([...picks, pick]) : remove(pick))}
              />
              {note === undefined ? null : <p class="small quiet compare-note">{note}</p>}
            </div>
          );
        })}
        {others.map((pick) => (
          <Checkbox
            key={`${pick.source} ${pick.id}`}
            label={named(pick, of)}
            checked
            onChange={() => remove(pick)}
          />
        ))}
      </div>
      {of.freeText ? (
        <Another of={of} full={full} add={(pick) => change([...picks, pick])} picks={picks} />
      ) : null}
      <p class="field-help">
        {full
          ? t`At most ${String(mostCompared)} at once.`
          : t`Two to ${String(mostCompared)}. Each gets the same prompt, one after the other; each is a test of its own.`}
        {of.freeText || of.no === undefined ? null : ` ${of.no}`}
      </p>
    </fieldset>
  );
}

function named({ id, source }: AdapterPick, { sources }: AdapterForm): string {
  const from = sources.find((one) => one.id === source);
  return from === undefined ? id : t`${id} from ${from.label}`;
}

interface AnotherProps {
  of: AdapterForm;
  full: boolean;
  picks: readonly AdapterPick[];
  add: (pick: AdapterPick) => void;
}

function Another({ of, full, picks, add }: AnotherProps) {
  const [pick, setPick] = useState<AdapterPick>();
  if (pick === undefined) {
    return (
      <div>
        <Button
          icon="add"
          disabled={full}
          onClick={() => setPick({ id: '', source: usualSource(of), typed: true })}
        >
          {t('Another, by its id…')}
        </Button>
      </div>
    );
  }
  const exact = { ...pick, id: pick.id.trim() };
  const there = picks.some((one) => samePick(one, exact));
  return (
    <div class="stack-small nested">
      <AdapterById of={of} pick={pick} change={setPick} />
      <div class="row">
        <Button
          disabled={full || exact.id === '' || there}
          title={there ? t('It is in the comparison already.') : undefined}
          onClick={() => {
            add(exact);
            setPick(undefined);
          }}
        >
          {t('Add')}
        </Button>
        <button type="button" class="text-button small" onClick={() => setPick(undefined)}>
          {t('Never mind')}
        </button>
      </div>
    </div>
  );
}
