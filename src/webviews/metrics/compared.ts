import { count, decimal, duration, money, percent } from '../format.ts';
import type { MetricsReport } from '../protocol.ts';

/** How many are told apart side by side. */
export const compareMost = 4;

/** One line of a comparison. */
export interface Measure {
  group: string;
  title: string;
  of: (report: MetricsReport) => number | undefined;
  format: (value: number) => string;
  /** Which one is the better, where one is. */
  better?: 'low' | 'high';
  /** Stands on too little. */
  weak?: (report: MetricsReport) => string | undefined;
  definition: string;
}

const few = (n: number): string | undefined => (n < 100 ? `n = ${count(n)}: too few for a P99` : undefined);

function spread(
  group: string,
  of: (report: MetricsReport) => MetricsReport['latency'],
  definition: string,
): Measure[] {
  const one = (
    title: string,
    key: 'average' | 'p50' | 'p95' | 'p99',
    more: Partial<Measure> = {},
  ): Measure => ({
    ...{
      group,
      title,
      format: duration,
      better: 'low',
      definition: key === 'average' ? definition : 'percentile',
    },
    of: (report) => of(report)[key],
    ...more,
  });
  return [
    one('Average', 'average'),
    one('P50', 'p50'),
    one('P95', 'p95'),
    one('P99', 'p99', { weak: (report) => few(of(report).n) }),
    { group, title: 'n', of: (report) => of(report).n, format: count, definition },
  ];
}

export const measures: readonly Measure[] = [
  {
    group: 'Requests',
    title: 'Total',
    of: ({ requests }) => requests.total,
    format: count,
    definition: 'requests',
  },
  {
    group: 'Requests',
    title: 'Failed',
    of: ({ requests }) => requests.failed,
    format: count,
    definition: 'requests',
  },
  {
    ...{
      group: 'Requests',
      title: 'Success rate',
      format: percent,
      better: 'high',
      definition: 'successRate',
    },
    of: ({ requests }) => requests.successRate,
  },
  ...spread('Latency', ({ latency }) => latency, 'latency'),
  ...spread('Time to first token', ({ firstToken }) => firstToken, 'firstToken'),
  { group: 'Tokens', title: 'In', of: ({ tokens }) => tokens.input, format: count, definition: 'tokens' },
  { group: 'Tokens', title: 'Out', of: ({ tokens }) => tokens.output, format: count, definition: 'tokens' },
  {
    ...{
      group: 'Tokens',
      title: 'Per second',
      format: decimal,
      better: 'high',
      definition: 'tokensPerSecond',
    },
    of: ({ tokensPerSecond }) => tokensPerSecond,
  },
  {
    group: 'Cost',
    title: 'Observed',
    of: ({ cost }) => cost.observed,
    format: money,
    definition: 'timeCost',
  },
  {
    ...{ group: 'Cost', title: 'Per request', format: money, better: 'low', definition: 'costPerRequest' },
    of: ({ cost }) => cost.perRequest,
  },
  {
    ...{
      group: 'Cost',
      title: 'Per 1M tokens',
      format: money,
      better: 'low',
      definition: 'costPerMillionTokens',
    },
    of: ({ cost }) => cost.perMillionTokens,
  },
  {
    ...{ group: 'Cost', title: 'Idle', format: percent, better: 'low', definition: 'idleShare' },
    of: ({ cost }) => cost.idleShare,
  },
];

/** Which of them is the best: only where one is better, all are known, none is weak, and they differ. */
export function bestOf({ of, better, weak }: Measure, reports: readonly MetricsReport[]): number | undefined {
  const values = reports.map(of);
  if (better === undefined || values.length < 2 || values.includes(undefined)) return undefined;
  if (reports.some((report) => weak?.(report) !== undefined)) return undefined;
  const known = values as number[];
  const best = better === 'low' ? Math.min(...known) : Math.max(...known);
  return known.filter((value) => value === best).length === 1 ? known.indexOf(best) : undefined;
}

/** The times of all series, ascending: of one window they are mostly the same. */
export function timesOf(reports: readonly MetricsReport[]): number[] {
  return [...new Set(reports.flatMap(({ series }) => series.map(({ at }) => at)))].sort((a, b) => a - b);
}
