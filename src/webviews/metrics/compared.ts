/** What deployments are compared by. Pure. */
import { t } from '@vscode/l10n';
import { count, decimal, duration, money, percent } from '../shared/format.ts';
import type { CostReport, DefinitionId, DeploymentView, Distribution, MetricsReport } from '../protocol.ts';
import { costInWords } from './sums.ts';

/** How many are told apart side by side. */
export const compareMost = 4;

type Unit = 'requests' | 'ms' | 'share' | 'tokens' | 'tokens/s' | 'usd';

/** One line of a comparison. */
export interface Measure {
  group: string;
  title: string;
  unit: Unit;
  of: (report: MetricsReport) => number | undefined;
  /** Where the value is a lower bound: what it is at most; undefined = unknown. */
  atMost?: (report: MetricsReport) => number | undefined;
  words: (value: number, report: MetricsReport) => string;
  /** Which one is the better, where one is. */
  better?: 'low' | 'high';
  /** Why it stands on too little. */
  weak?: (report: MetricsReport) => string | undefined;
  definition: DefinitionId;
}

const formats: Record<Unit, (value: number) => string> = {
  requests: count,
  ms: duration,
  share: percent,
  tokens: count,
  'tokens/s': decimal,
  usd: money,
};

type Line = Omit<Measure, 'group' | 'words'> & Partial<Pick<Measure, 'words'>>;
const group = (name: string, lines: readonly Line[]): Measure[] =>
  lines.map((line) => ({ group: name, words: formats[line.unit], ...line }));

const few = (n: number): string | undefined => (n < 100 ? t`n = ${count(n)}: too few for a P99` : undefined);

const spread = (of: (report: MetricsReport) => Distribution, definition: DefinitionId): Line[] => {
  const time = { unit: 'ms', better: 'low' } as const;
  return [
    { title: t('Average'), ...time, of: (report) => of(report).average, definition },
    { title: 'P50', ...time, of: (report) => of(report).p50, definition: 'percentile' },
    { title: 'P95', ...time, of: (report) => of(report).p95, definition: 'percentile' },
    {
      ...{ title: 'P99', ...time, of: (report) => of(report).p99, definition: 'percentile' },
      weak: (report) => few(of(report).n),
    },
    { title: 'n', unit: 'requests', of: (report) => of(report).n, definition },
  ];
};

/** Money per something: the cost is a lower bound, and so is what it is divided into. */
const rate = (
  of: (cost: CostReport) => number | undefined,
  most: (cost: CostReport) => number | undefined,
): Omit<Line, 'title' | 'definition'> => ({
  unit: 'usd',
  better: 'low',
  of: ({ cost }) => of(cost),
  atMost: ({ cost }) => (cost.atLeast ? undefined : (most(cost) ?? of(cost))),
  words: (value, { cost }) => costInWords({ ...cost, observed: value, ceiling: most(cost) }) ?? money(value),
});

export const measures: readonly Measure[] = [
  ...group(t('Requests'), [
    { title: t('Total'), unit: 'requests', of: ({ requests }) => requests.total, definition: 'requests' },
    { title: t('Failed'), unit: 'requests', of: ({ requests }) => requests.failed, definition: 'requests' },
    {
      ...{ title: t('Success rate'), unit: 'share', better: 'high', definition: 'successRate' },
      of: ({ requests }) => requests.successRate,
    },
  ]),
  ...group(
    t('Latency'),
    spread(({ latency }) => latency, 'latency'),
  ),
  ...group(
    t('Time to first token'),
    spread(({ firstToken }) => firstToken, 'firstToken'),
  ),
  ...group(t('Tokens'), [
    { title: t('In'), unit: 'tokens', of: ({ tokens }) => tokens.input, ...counted() },
    { title: t('Out'), unit: 'tokens', of: ({ tokens }) => tokens.output, ...counted() },
    {
      ...{ title: t('Per second'), unit: 'tokens/s', better: 'high', definition: 'tokensPerSecond' },
      of: ({ tokensPerSecond }) => tokensPerSecond,
    },
  ]),
  ...group(t('Cost'), [
    {
      ...{ title: t('Cost'), unit: 'usd', of: ({ cost }) => cost.observed, definition: 'timeCost' },
      words: (value, { cost }) => costInWords(cost) ?? money(value),
    },
    {
      ...{ title: t('Per request'), definition: 'costPerRequest' },
      ...rate(
        ({ perRequest }) => perRequest,
        ({ perRequestAtMost }) => perRequestAtMost,
      ),
    },
    {
      ...{ title: t('Per 1M tokens'), definition: 'costPerMillionTokens' },
      ...rate(
        ({ perMillionTokens }) => perMillionTokens,
        ({ perMillionTokensAtMost }) => perMillionTokensAtMost,
      ),
    },
    {
      ...{ title: t('Idle share'), unit: 'share', better: 'low', definition: 'idleShare' },
      of: ({ cost }) => cost.idleShare,
    },
  ]),
];

/** A sum of what was reported: at least, where some was not. */
function counted(): Pick<Line, 'words' | 'definition'> {
  return {
    words: (value, { tokens: { unknown } }) => `${unknown > 0 ? '≥ ' : ''}${count(value)}`,
    definition: 'tokens',
  };
}

/** Which of them is the best: where one is better, all are known, none is weak, and none of the others can be. */
export function bestOf(
  { of, atMost = of, better, weak }: Measure,
  reports: readonly MetricsReport[],
): number | undefined {
  if (better === undefined || reports.length < 2) return undefined;
  if (reports.some((report) => of(report) === undefined || weak?.(report) !== undefined)) return undefined;
  const ranges = reports.map((report) => ({ least: of(report) ?? 0, most: atMost(report) ?? Infinity }));
  const best = ranges.findIndex((one) =>
    ranges.every(
      (other) => other === one || (better === 'low' ? one.most < other.least : one.least > other.most),
    ),
  );
  return best === -1 ? undefined : best;
}

/** The times of all series, ascending: of one window they are mostly the same. */
export function timesOf(reports: readonly MetricsReport[]): number[] {
  return [...new Set(reports.flatMap(({ series }) => series.map(({ at }) => at)))].sort((a, b) => a - b);
}

/** What each is called beside the others: two of one name are told apart by their ids. */
export function labelsOf(deployments: readonly DeploymentView[]): string[] {
  const names = deployments.map(({ name }) => name);
  return deployments.map(({ name, id }) =>
    names.filter((other) => other === name).length > 1 ? `${name} (${id})` : name,
  );
}
