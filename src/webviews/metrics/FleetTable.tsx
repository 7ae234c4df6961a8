import { t } from '@vscode/l10n';
import { useMemo, useState } from 'preact/hooks';
import type { FleetView, MetricsState, TimeWindow } from '../protocol.ts';
import { Button } from '../ui/Button.tsx';
import { useCommon } from '../ui/common.tsx';
import { SortableTable, type Column, type Sort } from '../ui/SortableTable.tsx';
import { sorted } from '../ui/sorted.ts';
import { compareMost } from './compared.ts';
import { fleetColumns } from './fleetColumns.tsx';
import { fleetCsv, fleetJson } from './fleetFiles.ts';
import { filtered, type FleetFilter } from './fleetFilter.ts';
import { FleetFilters } from './FleetFilters.tsx';
import type { Row } from './fleetRows.ts';
import { SaveButtons } from './SaveButtons.tsx';
import { Underway } from './Underway.tsx';
import type { Comparison } from './useComparison.ts';
import type { OfWindow } from './useOfWindow.ts';
import type { Shown } from './useShown.ts';
import type { MetricsHost } from './windows.ts';

interface FleetTableProps {
  host: MetricsHost;
  rows: readonly Row[];
  measured: OfWindow<{ window: TimeWindow }>;
  platforms: FleetView['platforms'];
  shown: Shown;
  definitions: MetricsState['definitions'];
  comparison: Comparison;
}

export function FleetTable(props: FleetTableProps) {
  const { host, rows, measured, platforms, shown, definitions, comparison } = props;
  const { action } = useCommon();
  const window = measured.old ? undefined : measured.value?.window;
  const [sort, setSort] = useState<Sort>(host.view.sort ?? { column: 'cost', descending: true });
  const [filter, setFilter] = useState<FleetFilter>(host.view.filter ?? {});
  const known = useMemo(() => fleetColumns(definitions), [definitions]);
  // One that is gone does not count here, and is forgotten with the next choice.
  const chosen = useMemo(() => {
    const keys = new Set(rows.map(({ deployment }) => deployment.key));
    return comparison.chosen.filter((key) => keys.has(key));
  }, [rows, comparison.chosen]);
  const columns = useMemo(
    () => [chooser(chosen, comparison.choose), ...known],
    [known, chosen, comparison.choose],
  );
  const passing = useMemo(() => filtered(rows, filter, Date.now()), [rows, filter]);
  const inOrder = (): readonly Row[] =>
    sorted(passing, known.find(({ id }) => id === sort.column)?.sortBy, sort.descending);
  return (
    <section class="stack-small" aria-labelledby="fleet-table">
      <div class="fleet-head">
        <h2 id="fleet-table">{t('Deployments')}</h2>
        <div class="head-actions">
          <Chosen chosen={chosen} comparison={comparison} />
          <SaveButtons
            host={host}
            about="fleet"
            of={
              window && { window, csv: () => fleetCsv(inOrder()), json: () => fleetJson(inOrder(), window) }
            }
          />
        </div>
      </div>
      <Underway of={measured} shown={shown}>
        {t('Requests, P95 and tokens are of what was sent from Slipway')} {shown.words}.
      </Underway>
      <FleetFilters
        filter={filter}
        onFilter={(next) => {
          setFilter(next);
          host.keep({ view: { filter: next } });
        }}
        platforms={platforms}
        shown={passing.length}
        total={rows.length}
      />
      {passing.length === 0 ? (
        <p class="empty">{t('Nothing of the fleet passes this filter.')}</p>
      ) : (
        <SortableTable
          state={measured}
          label={t('Table of deployments')}
          columns={columns}
          rows={passing}
          keyOf={keyOf}
          // Of all of them, the tiles tell it.
          totals={passing.length < rows.length}
          sort={sort}
          onSort={(next) => {
            setSort(next);
            host.keep({ view: { sort: next } });
          }}
          onOpen={({ deployment: { key, status } }) => {
            if (status !== 'pending') action(key, 'metrics');
          }}
        />
      )}
    </section>
  );
}

const keyOf = ({ deployment }: Row): string => deployment.key;
const most = t`${String(compareMost)} are compared at most.`;

function Chosen({ chosen, comparison }: { chosen: readonly string[]; comparison: Comparison }) {
  const few = chosen.length < 2;
  return (
    <>
      {chosen.length === 0 ? null : (
        <span class="row small quiet">
          {chosen.length >= compareMost ? most : null}
          <button type="button" class="text-button" onClick={() => comparison.choose([])}>
            {t('Choose none')}
          </button>
        </span>
      )}
      <Button
        icon="split-horizontal"
        disabled={few}
        title={few ? t`Choose two to ${String(compareMost)} deployments first.` : undefined}
        onClick={() => comparison.show(true)}
      >
        {few ? t('Compare') : t`Compare (${chosen.length})`}
      </Button>
    </>
  );
}

/** The boxes in front of the rows. */
function chooser(chosen: readonly string[], choose: Comparison['choose']): Column<Row> {
  return {
    id: 'choose',
    title: t('Compare'),
    cell: ({ deployment: { key, name, status } }, tabIndex) => {
      if (status === 'pending') return null;
      const on = chosen.includes(key);
      const full = !on && chosen.length >= compareMost;
      return (
        <input
          type="checkbox"
          aria-label={t`Compare ${name}`}
          tabIndex={tabIndex}
          checked={on}
          disabled={full}
          title={full ? most : undefined}
          onChange={() => choose(on ? chosen.filter((other) => other !== key) : [...chosen, key])}
        />
      );
    },
  };
}
