import { t } from '@vscode/l10n';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { FieldChoice, RegionHeadroom } from '../protocol.ts';
import { Button } from '../ui/Button.tsx';
import { Checkbox, Segments } from '../ui/Select.tsx';
import { TextField } from '../ui/TextField.tsx';
import type { Inputs } from './form.ts';

interface RegionsProps {
  id: string;
  label: string;
  help: ComponentChildren;
  error: string | undefined;
  disabled: boolean;
  /** The platform's own list, each with its label; or where the hardware can be, each with its room. */
  regions: readonly (RegionHeadroom | FieldChoice)[];
  /** Any name is taken beside those. */
  freeText: boolean;
  /** The person says whether the chosen are a wish or a must; else that is the platform's matter. */
  ranks: boolean;
  inputs: Inputs;
  change: (inputs: Inputs) => void;
}

export function Regions(props: RegionsProps) {
  const { id, label, help, error, disabled, regions, freeText, ranks, inputs, change } = props;
  const chosen = inputs.regions;
  const listed = regions.map((region) =>
    'value' in region
      ? { name: region.value, words: `${region.value} · ${region.label}` }
      : { name: region.name, words: room(region) },
  );
  const known = new Set(listed.map(({ name }) => name));
  // A region that was chosen earlier and is not listed now stays visible, so that it can be taken out.
  const own = chosen.filter((name) => !known.has(name));
  const all = [...listed, ...own.map((name) => ({ name, words: freeText ? name : room({ name }) }))];
  const toggle = (name: string, on: boolean): void =>
    change({ ...inputs, regions: on ? [...chosen, name] : chosen.filter((one) => one !== name) });
  return (
    <fieldset class="field wide" aria-describedby={`${id}-help`}>
      <legend class="field-label">{label}</legend>
      {all.length === 0 ? <p class="quiet">{t('The platform lists no regions for this hardware.')}</p> : null}
      <div class="checks">
        {all.map(({ name, words }) => (
          <Checkbox
            key={name}
            label={words}
            checked={chosen.includes(name)}
            disabled={disabled}
            onChange={(on) => toggle(name, on)}
          />
        ))}
      </div>
      {freeText && !disabled ? (
        <Another id={`${id}-another`} add={(name) => !chosen.includes(name) && toggle(name, true)} />
      ) : null}
      {all.length === 0 || !ranks ? null : (
        <div class="row only">
          <Segments
            label={t('How the chosen regions count')}
            value={inputs.regionsRequired ? 'only' : 'prefer'}
            options={[
              { value: 'prefer', label: t('Prefer these') },
              { value: 'only', label: t('Only these regions') },
            ]}
            disabled={disabled || chosen.length === 0}
            onChange={(value) => change({ ...inputs, regionsRequired: value === 'only' })}
          />
          <span class="quiet small">{meaning(chosen.length, inputs.regionsRequired)}</span>
        </div>
      )}
      <div class="field-error" role="status">
        {error}
      </div>
      <div class="field-help" id={`${id}-help`}>
        {help}
      </div>
    </fieldset>
  );
}

/** One that is not in the list. Taken when the person goes on, too: what was typed is not lost. */
function Another({ id, add }: { id: string; add: (name: string) => void }) {
  const [typed, setTyped] = useState('');
  const take = (): void => {
    if (typed.trim() !== '') add(typed.trim());
    setTyped('');
  };
  return (
    <div class="another-region" onFocusOut={take}>
      <TextField
        id={id}
        label={t('Another region')}
        bare
        placeholder={t('Another region')}
        value={typed}
        onInput={setTyped}
        onKeyDown={(event) => event.key === 'Enter' && take()}
      />
      <Button onClick={take}>{t('Add')}</Button>
    </div>
  );
}

function room({ name, replicas, atLeast }: RegionHeadroom): string {
  if (replicas === undefined) return t`${name} (room unknown)`;
  return replicas === 0
    ? t`${name} (full now)`
    : t`${name} (room for ${String(replicas)}${atLeast ? '+' : ''})`;
}

function meaning(chosen: number, required: boolean): string {
  if (chosen === 0) return t('None chosen: it runs wherever there is room.');
  return required ? t('Waits for room there.') : t('Goes elsewhere when there is no room.');
}
