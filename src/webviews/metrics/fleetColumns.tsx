import { count, duration, perHour, percent } from '../format.ts';
import type { DeploymentView, FleetRow } from '../protocol.ts';
import { allowedPerHour } from '../ui/burn.ts';
import { useCommon } from '../ui/common.tsx';
import type { Column } from '../ui/SortableTable.tsx';
import { Status } from '../ui/Status.tsx';
import { costInWords } from './CostTiles.tsx';

/** One deployment in the table: what is known of it, and what was measured. */
export interface Row {
  deployment: DeploymentView;
  platformName: string;
  measured: FleetRow | undefined;
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
const noneEnded = (
  <span class="quiet" title="No request from Slipway ended in this time.">
    none
  </span>
);
const noPrice = unknown('No price, or no count of ready replicas, is known.');

/** The platform, and which kind of connection to it where there are several. */
function placeOf({ platformName, deployment: { origin } }: Row): string {
  return origin === undefined || origin.label === platformName
    ? platformName
    : `${platformName}, ${origin.label}`;
}

export const columns: Column<Row>[] = [
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
      if (now === undefined) {
        const allowed = allowedPerHour(row.deployment);
        return allowed === undefined ? (
          noPrice
        ) : (
          <span title="What its settings allow: nobody reports how many replicas run.">{allowed}</span>
        );
      }
      const assumed = row.deployment.replicas.readyInferred === true && now > 0;
      return assumed ? (
        <span title="With the number of replicas that Slipway assumes.">{perHour(now)} (assumed)</span>
      ) : (
        perHour(now)
      );
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
