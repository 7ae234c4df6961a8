import { useState } from 'preact/hooks';
import { count, money, perHour, plural } from '../format.ts';
import type { FleetRow, FleetView, MetricsState } from '../protocol.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorCallout } from '../ui/Callout.tsx';
import { useCommon } from '../ui/common.tsx';
import { SortableTable, type Sort } from '../ui/SortableTable.tsx';
import { Tile } from '../ui/Tile.tsx';
import { useResource } from '../ui/useResource.ts';
import { columns, type Row } from './fleetColumns.tsx';
import { Head } from './Head.tsx';
import { sumOf } from './sums.ts';
import type { useRefresh } from './useRefresh.ts';
import { windowNow, windows, type MetricsHost, type WindowId } from './windows.ts';

interface FleetMetricsProps {
  host: MetricsHost;
  fleet: FleetView;
  window: WindowId;
  setWindow: (id: WindowId) => void;
  refresh: ReturnType<typeof useRefresh>;
  definitions: MetricsState['definitions'];
}

export function FleetMetrics({ host, fleet, window, setWindow, refresh, definitions }: FleetMetricsProps) {
  const [sort, setSort] = useState<Sort>(host.view.sort ?? { column: 'cost', descending: true });
  const rows = useResource(
    `${window} ${String(refresh.turn)}`,
    (signal) => host.rpc.call('fleet', { window: windowNow(window) }, { signal }),
    { keep: true },
  );
  const { counts, burn, deployments, platforms } = fleet;
  const span = windows.find(({ value }) => value === window)?.label ?? '';
  const problems = platforms.flatMap((platform) => platform.problems);
  const measured = new Map(rows.value?.map((row) => [row.key, row]));
  const joined = deployments.map((deployment): Row => ({
    deployment,
    platformName: platforms.find(({ id }) => id === deployment.platform)?.displayName ?? deployment.platform,
    measured: measured.get(deployment.key),
  }));
  return (
    <div class="stack-large">
      <Head
        title="All deployments"
        window={window}
        setWindow={setWindow}
        refresh={refresh.refresh}
        busy={refresh.refreshing || rows.loading}
        at={rows.at}
      >
        <span>Everything on the platforms you have connected.</span>
      </Head>
      {problems.map((problem) => (
        <ErrorCallout
          key={`${problem.platform ?? ''} ${problem.message}`}
          error={problem}
          retry={refresh.refresh}
        />
      ))}
      <section class="tiles" aria-label="Statistics">
        <Tile
          title="Burn rate"
          value={`${burn.atLeast ? '≥ ' : ''}${perHour(burn.perHour)}`}
          note={burn.atLeast ? 'At least: a price or a replica count is unknown.' : 'what runs now'}
          definition={definitions['burnRate']?.definition}
        />
        <Spend rows={rows.value} span={span} definition={definitions['timeCost']?.definition} />
        <Tile
          title="Total"
          value={count(deployments.length)}
          note={`${count(counts.stopped)} stopped, ${plural(counts.pending, 'draft')}`}
        />
        <Tile title="Active" value={count(counts.active)} />
        <Tile title="Deploying" value={count(counts.deploying)} />
        <Tile title="Failed" value={count(counts.failed)} />
      </section>
      {rows.error === undefined ? null : <ErrorCallout error={rows.error} retry={rows.reload} />}
      {deployments.length === 0 ? (
        <NoDeployments fleet={fleet} />
      ) : (
        <section class="stack-small" aria-labelledby="fleet-table">
          <h2 id="fleet-table">Deployments</h2>
          <p class="quiet">Requests, P95 and tokens are of what was sent from Slipway in the last {span}.</p>
          <SortableTable
            label="Deployments"
            columns={columns}
            rows={joined}
            keyOf={({ deployment }) => deployment.key}
            sort={sort}
            onSort={(next) => {
              setSort(next);
              host.keep({ view: { sort: next } });
            }}
          />
        </section>
      )}
    </div>
  );
}

interface SpendProps {
  rows: readonly FleetRow[] | undefined;
  span: string;
  definition: string | undefined;
}

/** The sum of what is known; what is not makes it a lower bound. */
function Spend({ rows, span, definition }: SpendProps) {
  const spend = rows === undefined ? undefined : sumOf(rows);
  const note = `in the last ${span}, as far as Slipway watched`;
  return (
    <Tile
      title="Spend"
      value={spend === undefined ? undefined : `${spend.atLeast ? '≥ ' : ''}${money(spend.known)}`}
      unknown={rows === undefined ? 'adding it up…' : 'unknown'}
      note={note}
      definition={definition}
    />
  );
}

function NoDeployments({ fleet: { platforms } }: { fleet: FleetView }) {
  const { connect } = useCommon();
  const [first] = platforms;
  if (first === undefined || platforms.some(({ connected }) => connected))
    return <p class="empty">There are no deployments yet.</p>;
  return (
    <div class="empty">
      <p>No platform is connected.</p>
      <div class="actions centered">
        <Button kind="primary" icon="key" onClick={() => connect(first.id)}>
          {platforms.length === 1 ? `Connect ${first.displayName}…` : 'Connect a platform…'}
        </Button>
      </div>
    </div>
  );
}
