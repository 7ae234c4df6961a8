import { useMemo, useState } from 'preact/hooks';
import type { FleetView, MetricsState } from '../protocol.ts';
import { Button } from '../ui/Button.tsx';
import { SortableTable, type Column, type Sort } from '../ui/SortableTable.tsx';
import { sorted } from '../ui/sorted.ts';
import { compareMost } from './compared.ts';
import { csv, dollars, fileName, instant } from './csv.ts';
import { fleetColumns, hourly, placeOf, type Row } from './fleetColumns.tsx';
import { filtered, type FleetFilter } from './fleetFilter.ts';
import { FleetFilters } from './FleetFilters.tsx';
import type { Shown } from './useShown.ts';
import type { MetricsHost } from './windows.ts';

interface FleetTableProps {
  host: MetricsHost;
  rows: readonly Row[];
  platforms: FleetView['platforms'];
  shown: Shown;
  definitions: MetricsState['definitions'];
  chosen: readonly string[];
  onChosen: (keys: string[]) => void;
  onCompare: () => void;
}

export function FleetTable(props: FleetTableProps) {
  const { host, rows, platforms, shown, definitions, chosen, onChosen, onCompare } = props;
  const [sort, setSort] = useState<Sort>(host.view.sort ?? { column: 'cost', descending: true });
  const [filter, setFilter] = useState<FleetFilter>(host.view.filter ?? {});
  const known = useMemo(() => fleetColumns(definitions), [definitions]);
  const columns = useMemo(() => [chooser(chosen, onChosen), ...known], [known, chosen, onChosen]);
  const passing = useMemo(() => filtered(rows, filter, Date.now()), [rows, filter]);
  const save = (): void => {
    const by = known.find(({ id }) => id === sort.column)?.sortBy;
    const text = fleetCsv(sorted(passing, by, sort.descending));
    void host.rpc.call('save', { name: fileName('fleet', shown.now(), 'csv'), text }).catch(() => undefined);
  };
  return (
    <section class="stack-small" aria-labelledby="fleet-table">
      <div class="fleet-head">
        <h2 id="fleet-table">Deployments</h2>
        <div class="head-actions">
          <Button
            icon="split-horizontal"
            disabled={chosen.length < 2}
            title={chosen.length < 2 ? `Choose two to ${String(compareMost)} deployments first.` : undefined}
            onClick={onCompare}
          >
            {chosen.length < 2 ? 'Compare' : `Compare (${String(chosen.length)})`}
          </Button>
          <Button icon="save" onClick={save}>
            Save as CSV…
          </Button>
        </div>
      </div>
      <p class="quiet">Requests, P95 and tokens are of what was sent from Slipway {shown.words}.</p>
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
        <p class="empty">Nothing of the fleet passes this filter.</p>
      ) : (
        <SortableTable
          label="Deployments"
          columns={columns}
          rows={passing}
          keyOf={({ deployment }) => deployment.key}
          sort={sort}
          onSort={(next) => {
            setSort(next);
            host.keep({ view: { sort: next } });
          }}
        />
      )}
    </section>
  );
}

/** The boxes in front of the rows. */
function chooser(chosen: readonly string[], onChosen: (keys: string[]) => void): Column<Row> {
  return {
    id: 'choose',
    title: 'Compare',
    cell: ({ deployment: { key, name, status } }) => {
      if (status === 'pending') return null;
      const on = chosen.includes(key);
      const full = !on && chosen.length >= compareMost;
      return (
        <input
          type="checkbox"
          aria-label={`Compare ${name}`}
          checked={on}
          disabled={full}
          title={full ? `${String(compareMost)} are compared at most.` : undefined}
          onChange={() => onChosen(on ? chosen.filter((other) => other !== key) : [...chosen, key])}
        />
      );
    },
  };
}

/** The table as it is shown: filtered, in its order, every digit. */
export function fleetCsv(rows: readonly Row[]): string {
  const headings = [
    ...['name', 'platform', 'status', 'model', 'requests', 'success_rate', 'p95_ms', 'tokens'],
    ...['cost_usd', 'cost_at_most_usd', 'cost_is_at_least', 'usd_per_million_tokens', 'idle_share'],
    ...['last_request', 'usd_per_hour'],
  ];
  return csv(
    headings,
    rows.map((row) => {
      const { deployment, measured } = row;
      const cost = measured?.cost;
      return [
        ...[deployment.name, placeOf(row), deployment.status, deployment.model.name],
        ...[measured?.requests, measured?.successRate, measured?.p95, measured?.tokens],
        ...[dollars(cost?.observed), dollars(cost?.ceiling), cost && String(cost.atLeast)],
        ...[dollars(cost?.perMillionTokens), cost?.idleShare],
        measured?.lastRequestAt === undefined ? undefined : instant(measured.lastRequestAt),
        dollars(hourly(row)),
      ];
    }),
  );
}
