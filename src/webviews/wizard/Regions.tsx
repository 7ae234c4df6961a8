import type { ComponentChildren } from 'preact';
import type { RegionHeadroom } from '../protocol.ts';
import { Checkbox, Segments } from '../ui/Select.tsx';
import type { Inputs } from './form.ts';

interface RegionsProps {
  id: string;
  label: string;
  help: ComponentChildren;
  error: string | undefined;
  disabled: boolean;
  regions: readonly RegionHeadroom[];
  inputs: Inputs;
  change: (inputs: Inputs) => void;
}

export function Regions({ id, label, help, error, disabled, regions, inputs, change }: RegionsProps) {
  const chosen = inputs.regions;
  const known = new Set(regions.map(({ name }) => name));
  // A region that was chosen earlier and is not listed now stays visible, so that it can be taken out.
  const all = [...regions, ...chosen.filter((name) => !known.has(name)).map((name) => ({ name }))];
  const toggle = (name: string, on: boolean): void =>
    change({ ...inputs, regions: on ? [...chosen, name] : chosen.filter((one) => one !== name) });
  return (
    <fieldset class="field wide" aria-describedby={`${id}-help`}>
      <legend class="field-label">{label}</legend>
      {all.length === 0 ? <p class="quiet">The platform lists no regions for this hardware.</p> : null}
      <div class="checks">
        {all.map((region) => (
          <Checkbox
            key={region.name}
            label={room(region)}
            checked={chosen.includes(region.name)}
            disabled={disabled}
            onChange={(on) => toggle(region.name, on)}
          />
        ))}
      </div>
      {all.length === 0 ? null : (
        <div class="row only">
          <Segments
            label="How the chosen regions count"
            value={inputs.regionsRequired ? 'only' : 'prefer'}
            options={[
              { value: 'prefer', label: 'Prefer these' },
              { value: 'only', label: 'Only these regions' },
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

function room({ name, replicas, atLeast }: RegionHeadroom): string {
  if (replicas === undefined) return `${name} (room unknown)`;
  return replicas === 0
    ? `${name} (full now)`
    : `${name} (room for ${String(replicas)}${atLeast ? '+' : ''})`;
}

function meaning(chosen: number, required: boolean): string {
  if (chosen === 0) return 'None chosen: it runs wherever there is room.';
  return required ? 'Waits for room there.' : 'Goes elsewhere when there is no room.';
}
