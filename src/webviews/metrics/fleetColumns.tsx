import { count, duration, exactMoney, money, perHour, percent } from '../format.ts';
import type { DeploymentView, FleetRow, MetricsState } from '../protocol.ts';
import { allowedPerHour } from '../ui/burn.ts';
import { useCommon } from '../ui/common.tsx';
import type { Column } from '../ui/SortableTable.tsx';
import { Status } from '../ui/Status.tsx';
import { Ago } from '../ui/time.tsx';
import { costInWords } from './CostTiles.tsx';

/** One deployment in the table: what is known of it, and what was measured. */
export interface Row {
  deployment: DeploymentView;
  platformName: string;
  measured: FleetRow | undefined;
}

export const hourly = ({ deployment: { price, replicas, status } }: Row): number | undefined => {
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
const none = (why: string) => (
  <span class="quiet" title={why}>
    none
  </span>
);
const noneEnded = none('No request from Slipway ended in this time.');
const noPrice = unknown('No price, or no count of ready replicas, is known.');

/** The platform, and which kind of connection to it where there are several. */
export function placeOf({ platformName, deployment: { origin } }: Row): string {
  return origin === undefined || origin.label === platformName
    ? platformName
    : `${platformName}, ${origin.label}`;
}

/** A number of the measured part. */
const measured = (
  id: string,
  title: string,
  of: (row: FleetRow) => number | undefined,
  format: (value: number) => string,
  absent = notRead,
): Column<Row> => ({
  id,
  title,
  right: true,
  sortBy: (row) => row.measured && of(row.measured),
  cell: (row) => {
    if (row.measured === undefined) return notRead;
    const value = of(row.measured);
    return value === undefined ? absent : format(value);
  },
});

export function fleetColumns(definitions: MetricsState['definitions']): Column<Row>[] {
  const defined = (column: Column<Row>, id: string): Column<Row> => ({
    ...column,
    definition: definitions[id]?.definition,
  });
  return [
    {
      id: 'name',
      title: 'Name',
      sortBy: ({ deployment }) => deployment.name,
      cell: ({ deployment }) => <NameCell deployment={deployment} />,
    },
    { id: 'platform', title: 'Platform', sortBy: placeOf, cell: placeOf },
    {
      id: 'status',
      title: 'Status',
      sortBy: ({ deployment }) => deployment.status,
      cell: ({ deployment }) => <Status of={deployment} />,
    },
    defined(
      measured('requests', 'Requests', ({ requests }) => requests, count),
      'requests',
    ),
    defined(
      measured('success', 'Success', ({ successRate }) => successRate, percent, noneEnded),
      'successRate',
    ),
    defined(
      measured('p95', 'P95', ({ p95 }) => p95, duration, noneEnded),
      'percentile',
    ),
    defined(
      measured('tokens', 'Tokens', ({ tokens }) => tokens, count),
      'tokens',
    ),
    {
      id: 'cost',
      title: 'Cost',
      right: true,
      definition: definitions['timeCost']?.definition,
      sortBy: (row) => row.measured?.cost.observed,
      cell: (row) => (row.measured === undefined ? notRead : <CostCell row={row.measured} />),
    },
    defined(
      measured(
        'million',
        '$/1M tokens',
        ({ cost }) => cost.perMillionTokens,
        money,
        none('No tokens, or no known cost.'),
      ),
      'costPerMillionTokens',
    ),
    defined(
      measured(
        'idle',
        'Idle',
        ({ cost }) => cost.idleShare,
        percent,
        none('Nothing was paid by time, as far as is known.'),
      ),
      'idleShare',
    ),
    {
      id: 'last',
      title: 'Last request',
      right: true,
      sortBy: (row) => row.measured?.lastRequestAt,
      cell: ({ measured: row }) =>
        row === undefined ? (
          notRead
        ) : row.lastRequestAt === undefined ? (
          none('No request from Slipway is kept.')
        ) : (
          <Ago at={row.lastRequestAt} />
        ),
    },
    {
      id: 'hourly',
      title: 'Per hour',
      right: true,
      definition: definitions['burnRate']?.definition,
      sortBy: hourly,
      cell: (row) => <HourlyCell row={row} />,
    },
  ];
}

function CostCell({ row: { cost } }: { row: FleetRow }) {
  const words = costInWords(cost);
  if (words === undefined) return noPrice;
  return <span title={cost.observed === undefined ? undefined : exactMoney(cost.observed)}>{words}</span>;
}

function HourlyCell({ row }: { row: Row }) {
  const now = hourly(row);
  if (now === undefined) {
    const allowed = allowedPerHour(row.deployment);
    if (allowed === undefined) return noPrice;
    return <span title="What its settings allow: nobody reports how many replicas run.">{allowed}</span>;
  }
  const assumed = row.deployment.replicas.readyInferred === true && now > 0;
  if (!assumed) return <>{perHour(now)}</>;
  return <span title="With the number of replicas that Slipway assumes.">{perHour(now)} (assumed)</span>;
}

function NameCell({ deployment }: { deployment: DeploymentView }) {
  const { action } = useCommon();
  if (deployment.status === 'pending') return <>{deployment.name}</>;
  return (
    <button type="button" class="text-button" onClick={() => action(deployment.key, 'metrics')}>
      {deployment.name}
    </button>
  );
}
