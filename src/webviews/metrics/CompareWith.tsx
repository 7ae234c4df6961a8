import { t } from '@vscode/l10n';
import { useMemo, useState } from 'preact/hooks';
import { count, plural } from '../shared/format.ts';
import type { DeploymentView, FleetView } from '../protocol.ts';
import { Button } from '../ui/Button.tsx';
import { Checkbox } from '../ui/Select.tsx';
import { Status } from '../ui/Status.tsx';
import { TextField } from '../ui/TextField.tsx';
import { compareMost } from './compared.ts';
import { filtered } from './fleetFilter.ts';
import { joined, placeOf, type Row } from './fleetRows.ts';
import type { Comparison } from './useComparison.ts';

interface CompareWithProps {
  deployment: DeploymentView;
  fleet: FleetView;
  comparison: Comparison;
  close: () => void;
}

/** Of a large fleet, as many as can be read at once; typing finds the others. */
const shownMost = 8;
const most = compareMost - 1;

/** Which others a deployment is compared with. */
export function CompareWith({ deployment, fleet, comparison, close }: CompareWithProps) {
  const [text, setText] = useState('');
  const others = useMemo(
    () =>
      joined(fleet, undefined).filter(
        ({ deployment: { key, draft } }) => key !== deployment.key && draft === undefined,
      ),
    [fleet, deployment.key],
  );
  const chosen = others.filter((row) => comparison.chosen.includes(row.deployment.key));
  const keys = chosen.map((row) => row.deployment.key);
  const found = filtered(others, { text }, 0).filter((row) => !chosen.includes(row));
  const offered = [...chosen, ...found.slice(0, Math.max(0, shownMost - chosen.length))];
  const hidden = chosen.length + found.length - offered.length;
  const change = ({ deployment: { key } }: Row, on: boolean): void =>
    comparison.choose(on ? [...keys, key] : keys.filter((one) => one !== key));
  return (
    <fieldset class="field compare-with" onKeyDown={(event) => event.key === 'Escape' && close()}>
      <legend class="field-label">
        {t('Compare')} {deployment.name} {t('with')}
      </legend>
      {others.length > shownMost ? (
        <TextField
          id="compare-text"
          label={t('Find by name, model or tag')}
          placeholder={t('Find by name, model or tag')}
          type="search"
          bare
          value={text}
          onInput={setText}
        />
      ) : null}
      <ul class="compare-offers">
        {offered.map((row) => {
          const on = chosen.includes(row);
          return (
            <li key={row.deployment.key}>
              <Checkbox
                label={row.deployment.name}
                checked={on}
                disabled={!on && chosen.length >= most}
                onChange={(checked) => change(row, checked)}
              />
              <span class="quiet small">{placeOf(row)}</span>
              <span class="small">
                <Status of={row.deployment} />
              </span>
            </li>
          );
        })}
      </ul>
      <p class="field-help" role="status">
        {others.length === 0
          ? t('There is no other deployment.')
          : chosen.length >= most
            ? t`${count(compareMost)} are compared at most.`
            : hidden > 0
              ? t`${plural(hidden, 'more')}: type to find one.`
              : offered.length === 0
                ? t('None is called so.')
                : null}
      </p>
      <div class="row">
        <Button
          kind="primary"
          disabled={chosen.length === 0}
          onClick={() => {
            comparison.choose(keys);
            comparison.show(true);
          }}
        >
          {t('Compare')}
        </Button>
        <Button onClick={close}>{t('Cancel')}</Button>
      </div>
    </fieldset>
  );
}
