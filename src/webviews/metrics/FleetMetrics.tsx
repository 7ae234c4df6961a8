import { useState } from 'preact/hooks';
import { count, duration, perHour, percent } from '../format.ts';
import type { DeploymentView, FleetRow, FleetView, MetricsState } from '../protocol.ts';
import { ErrorCallout } from '../ui/Callout.tsx';
import { useCommon } from '../ui/common.tsx';
import { StatusMark } from '../ui/marks.tsx';
import { SortableTable, type Column, type Sort } from '../ui/SortableTable.tsx';
import { Tile } from '../ui/Tile.tsx';
import { useResource } from '../ui/useResource.ts';
import { costInWords } from './CostTiles.tsx';
import { Head } from './Head.tsx';
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

interface Row {
  deployment: DeploymentView;
  platformName: string;
  measured: FleetRow | undefined;
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
        <span>Every deployment of the connected platforms.</span>
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
          note={burn.atLeast ? 'at least: a price or a count is unknown' : undefined}
          definition={definitions['burnRate']?.definition}
        />
        <Tile title="Total" value={count(deployments.length)} />
        <Tile title="Active" value={count(counts.active)} />
        <Tile title="Deploying" value={count(counts.deploying)} />
        <Tile title="Failed" value={count(counts.failed)} />
        <Tile title="Stopped" value={count(counts.stopped)} />
        <Tile title="Pending" value={count(counts.pending)} />
      </section>
      {rows.error === undefined ? null : <ErrorCallout error={rows.error} retry={rows.reload} />}
      {deployments.length === 0 ? (
        <p class="empty">There are no deployments yet.</p>
      ) : (
        <section class="stack-small" aria-labelledby="fleet-table">
          <h2 id="fleet-table">Deployments</h2>
          <p class="quiet">Requests, latency and tokens of requests sent from Slipway in the last {span}.</p>
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

const hourly = ({ deployment: { price, replicas, status } }: Row): number | undefined => {
  if (status === 'stopped' || status === 'pending') return 0;
  return price === undefined || replicas.ready === undefined
    ? undefined
    : price.perReplicaHour * replicas.ready;
};

const unknown = (why: string) => (
  <span class="quiet" title={why}>
    unknown
  </span>
);
const notRead = unknown('Not computed yet.');
const noneEnded = unknown('No request from Slipway ended in this window.');
const noPrice = unknown('No price, or no count of ready replicas, is known.');

const columns: Column<Row>[] = [
  {
    id: 'name',
    title: 'Name',
    sortBy: ({ deployment }) => deployment.name,
    cell: ({ deployment }) => <NameCell deployment={deployment} />,
  },
  { id: 'platform', title: 'Platform', sortBy: (row) => row.platformName, cell: (row) => row.platformName },
  {
    id: 'status',
    title: 'Status',
    sortBy: ({ deployment }) => deployment.status,
    cell: ({ deployment }) => <StatusMark status={deployment.status} />,
  },
  {
    id: 'requests',
    title: 'Requests',
    right: true,
    sortBy: (row) => row.measured?.requests,
    cell: ({ measured }) => (measured === undefined ? notRead : count(measured.requests)),
  },
  {
    id: 'success',
    title: 'Success',
    right: true,
    sortBy: (row) => row.measured?.successRate,
    cell: ({ measured }) => (measured?.successRate === undefined ? noneEnded : percent(measured.successRate)),
  },
  {
    id: 'p95',
    title: 'P95',
    right: true,
    sortBy: (row) => row.measured?.p95,
    cell: ({ measured }) => (measured?.p95 === undefined ? noneEnded : duration(measured.p95)),
  },
  {
    id: 'tokens',
    title: 'Tokens',
    right: true,
    sortBy: (row) => row.measured?.tokens,
    cell: ({ measured }) => (measured === undefined ? notRead : count(measured.tokens)),
  },
  {
    id: 'cost',
    title: 'Cost',
    right: true,
    sortBy: (row) => row.measured?.cost.observed,
    cell: ({ measured }) => (measured === undefined ? notRead : (costInWords(measured.cost) ?? noPrice)),
  },
  {
    id: 'hourly',
    title: 'Per hour',
    right: true,
    sortBy: hourly,
    cell: (row) => {
      const now = hourly(row);
      return now === undefined ? noPrice : perHour(now);
    },
  },
];

function NameCell({ deployment }: { deployment: DeploymentView }) {
  const { action } = useCommon();
  if (deployment.status === 'pending') return <>{deployment.name}</>;
  return (
    <button type="button" class="text-button" onClick={() => action(deployment.key, 'metrics')}>
      {deployment.name}
    </button>
  );
}
