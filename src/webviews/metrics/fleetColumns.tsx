import { t } from '@vscode/l10n';
import { compact, count, duration, exactMoney, money, perHour, percent } from '../shared/format.ts';
import type { CostReport, DefinitionId, DeploymentView, FleetRow, MetricsState } from '../protocol.ts';
import { allowedPerHour } from '../ui/burn.ts';
import { useCommon } from '../ui/common.tsx';
import { Bone } from '../ui/Skeleton.tsx';
import type { Column } from '../ui/SortableTable.tsx';
import { Status } from '../ui/Status.tsx';
import { Ago } from '../ui/time.tsx';
import { burnOf, hourly, placeOf, type Row } from './fleetRows.ts';
import { costInWords, sumOf } from './sums.ts';

const words = { unknown: t('unknown'), none: t('none') };
const quiet = (word: keyof typeof words, why: string) => (
  <span class="quiet" title={why}>
    {words[word]}
    <span class="sr-only">: {why}</span>
  </span>
);
const notRead = (
  <>
    <Bone width={5} />
    <span class="sr-only">{t('being computed')}</span>
  </>
);
const noneEnded = quiet('none', t('No request from Slipway ended in this time.'));
const noPrice = quiet('unknown', t('No price, or no count of ready replicas, is known.'));
const atLeast = (bound: boolean, words: string): string => `${bound ? '≥ ' : ''}${words}`;

interface Measured {
  id: string;
  title: string;
  of: (row: FleetRow) => number | undefined;
  /** Of the value, where there is one. */
  words: (value: number, row: FleetRow) => string;
  /** What stands for a value that is not there. */
  absent?: (row: FleetRow) => ReturnType<typeof quiet>;
  total?: Column<Row>['total'];
}

/** A number of the measured part. */
const measured = ({ of, words, absent = () => noneEnded, total, ...heading }: Measured): Column<Row> => ({
  ...heading,
  right: true,
  sortBy: (row) => row.measured && of(row.measured),
  cell: ({ measured: row }) => {
    if (row === undefined) return notRead;
    const value = of(row);
    return value === undefined ? absent(row) : words(value, row);
  },
  ...(total ? { total } : {}),
});

const sum = (of: (row: FleetRow) => number) => (rows: readonly Row[]) => {
  if (!rows.some(({ measured: row }) => row)) return notRead;
  const total = rows.reduce((all, { measured: row }) => all + (row ? of(row) : 0), 0);
  // Every digit of a large one would make its column wider than the rows need.
  return <span title={count(total)}>{total < 1_000_000 ? count(total) : compact(total)}</span>;
};

export function fleetColumns(definitions: MetricsState['definitions']): Column<Row>[] {
  const defined = (column: Column<Row>, ...ids: DefinitionId[]): Column<Row> => ({
    ...column,
    definition: ids.map((id) => definitions[id].definition).join(' '),
  });
  return [
    {
      id: 'name',
      title: t('Name'),
      sortBy: ({ deployment }) => deployment.name,
      cell: ({ deployment }, tabIndex) => <NameCell deployment={deployment} tabIndex={tabIndex} />,
      total: ({ length }) => t`Total of ${count(length)}`,
    },
    {
      id: 'platform',
      title: t('Platform'),
      sortBy: placeOf,
      // The longer half of "Predibase, LoRAX server" tells more, and leaves room for the numbers.
      cell: (row) => <span title={placeOf(row)}>{row.deployment.origin?.label ?? row.platformName}</span>,
    },
    {
      id: 'status',
      title: t('Status'),
      sortBy: ({ deployment }) => deployment.status,
      cell: ({ deployment }) => <Status of={deployment} />,
    },
    defined(measured(requests), 'requests'),
    defined(measured(success), 'successRate'),
    defined(measured(p95), 'percentile'),
    defined(measured(tokens), 'tokens'),
    defined(cost, 'timeCost', 'tokenCost', 'ceiling'),
    defined(measured(million), 'costPerMillionTokens'),
    defined(measured(idle), 'idleShare'),
    last,
    defined(perHourNow, 'burnRate'),
  ];
}

const requests: Measured = {
  ...{ id: 'requests', title: t('Requests'), words: count },
  of: (row) => row.requests,
  total: sum((row) => row.requests),
};

const success: Measured = {
  ...{ id: 'success', title: t('Success'), words: percent },
  of: ({ successRate }) => successRate,
};

const p95: Measured = { id: 'p95', title: 'P95', of: (row) => row.p95, words: duration };

const tokens: Measured = {
  ...{ id: 'tokens', title: t('Tokens'), words: count },
  of: (row) => row.tokens,
  total: sum((row) => row.tokens),
};

const cost: Column<Row> = {
  id: 'cost',
  title: t('Cost'),
  right: true,
  sortBy: (row) => row.measured?.cost.observed,
  cell: ({ measured: row }) => (row === undefined ? notRead : <CostCell cost={row.cost} />),
  total: (rows) => {
    const read = rows.flatMap(({ measured: row }) => row ?? []);
    const spend = read.length === 0 ? undefined : sumOf(read);
    return spend ? <CostCell cost={{ ...spend, observed: spend.known }} /> : noPrice;
  },
};

const million: Measured = {
  id: 'million',
  title: t('$/1M tokens'),
  of: (row) => row.cost.perMillionTokens,
  // The place is for one amount: the lower end, as what it is.
  words: (value, { cost: { atLeast: open, perMillionTokensAtMost: most = value } }) =>
    atLeast(open || money(most) !== money(value), money(value)),
  absent: (row) => (row.cost.observed === undefined ? noPrice : quiet('none', t('No tokens in this time.'))),
};

const idle: Measured = {
  id: 'idle',
  title: t('Idle'),
  of: (row) => row.cost.idleShare,
  words: percent,
  absent: ({ cost: { basis, observed } }) => {
    if (observed === undefined && basis !== 'tokens') return noPrice;
    if (basis !== 'time' || observed === 0) return quiet('none', t('Nothing was paid by time.'));
    return quiet('unknown', t('In which minutes requests were sent is not kept any more.'));
  },
};

const last: Column<Row> = {
  id: 'last',
  title: t('Last request'),
  right: true,
  definition: t('When the last request was sent from Slipway, in this window or before.'),
  sortBy: (row) => row.measured?.lastRequestAt,
  cell: ({ measured: row }) => {
    if (row === undefined) return notRead;
    const { lastRequestAt: at } = row;
    return at === undefined ? quiet('none', t('No request from Slipway is kept.')) : <Ago at={at} />;
  },
};

const perHourNow: Column<Row> = {
  id: 'hourly',
  title: t('Per hour'),
  right: true,
  sortBy: hourly,
  cell: (row) => <HourlyCell row={row} />,
  total: (rows) => {
    const burn = burnOf(rows);
    return atLeast(burn.atLeast, perHour(burn.known));
  },
};

function CostCell({ cost }: { cost: Pick<CostReport, 'observed' | 'ceiling' | 'atLeast'> }) {
  const words = costInWords(cost);
  if (words === undefined) return noPrice;
  return <span title={cost.observed === undefined ? undefined : exactMoney(cost.observed)}>{words}</span>;
}

function HourlyCell({ row }: { row: Row }) {
  const now = hourly(row);
  if (now === undefined) {
    const allowed = allowedPerHour(row.deployment);
    if (allowed === undefined) return noPrice;
    return <span title={t('What its settings allow: nobody reports how many replicas run.')}>{allowed}</span>;
  }
  const assumed = row.deployment.replicas.readyInferred === true && now > 0;
  if (!assumed) return <>{perHour(now)}</>;
  return (
    <span title={t('With the number of replicas that Slipway assumes.')}>
      {perHour(now)} {t('(assumed)')}
    </span>
  );
}

function NameCell({ deployment, tabIndex }: { deployment: DeploymentView; tabIndex: 0 | -1 }) {
  const { action } = useCommon();
  if (deployment.status === 'pending') return <>{deployment.name}</>;
  return (
    <button
      type="button"
      class="text-button"
      tabIndex={tabIndex}
      onClick={() => action(deployment.key, 'metrics')}
    >
      {deployment.name}
    </button>
  );
}
