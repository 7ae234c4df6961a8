import assert from 'node:assert/strict';
import type {
  CostReport,
  Distribution,
  FleetRow,
  MetricsReport,
  RequestSample,
} from '../../../src/extension/metrics/types.ts';
import { truth } from './oracle.ts';
import type { Truth } from './oracle.ts';

/** Sums of fractions differ in their last digits with the order of adding. */
function assertNear(value: number | undefined, right: number | undefined, off = 1e-9): void {
  if (value === undefined || right === undefined) assert.equal(value, right);
  else assert.ok(Math.abs(value - right) <= off * Math.abs(right), `${value} is not ${right}`);
}

function assertSpread(made: Distribution, right: Truth['latency'], exact: boolean): void {
  assert.deepEqual([made.n, made.min, made.max], [right.n, right.min, right.max]);
  assertNear(made.average, right.average);
  for (const p of ['p50', 'p95', 'p99'] as const) assertNear(made[p], right[p], exact ? 0 : 0.005);
  assert.equal(
    made.histogram.reduce((n, { count }) => n + count, 0),
    right.n,
  );
}

const share = (value: number | undefined): void =>
  assert.ok(value === undefined || (value >= 0 && value <= 1));
const perEach = (cost: number | undefined, count: number, of = 1): number | undefined =>
  cost === undefined || count === 0 ? undefined : Math.round((cost / count) * of);

/** What of a cost follows from requests; what is paid by time does not: costOracle.ts. */
const heldInCost: { [part in keyof Required<CostReport>]: (cost: CostReport, right: Truth) => void } = {
  basis: ({ basis, observed }) => assert.ok(basis !== 'unknown' || observed === undefined),
  observed: ({ basis, observed }, right) => {
    if (basis === 'tokens') assert.equal(observed, right.cost);
  },
  ceiling: ({ ceiling, observed = 0 }) => assert.ok(ceiling === undefined || ceiling >= observed),
  coverage: ({ coverage }) => share(coverage),
  atLeast: ({ basis, atLeast }, right) => {
    if (basis === 'tokens') assert.equal(atLeast, right.unpriced);
  },
  perRequest: ({ basis, observed, perRequest }, { ok }) => {
    if (basis === 'time') assert.equal(perRequest, perEach(observed, ok));
  },
  perRequestAtMost: ({ ceiling, perRequestAtMost }, { ok }) =>
    assert.equal(perRequestAtMost, perEach(ceiling, ok)),
  perMillionTokens: ({ basis, observed, perMillionTokens }, { input, output }) => {
    if (basis === 'time') assert.equal(perMillionTokens, perEach(observed, input + output, 1_000_000));
  },
  perMillionTokensAtMost: ({ ceiling, perMillionTokensAtMost }, { input, output }) =>
    assert.equal(perMillionTokensAtMost, perEach(ceiling, input + output, 1_000_000)),
  idleShare: ({ idleShare }) => share(idleShare),
  breakEven: ({ breakEven }) => share(breakEven?.inputShare),
  // Where prices come from is not told by requests.
  sources: ({ sources }) => assert.ok(Array.isArray(sources)),
  other: ({ other, sources }) => assert.ok(other === undefined || sources.length > 0),
};

function assertCost(cost: CostReport, right: Truth): void {
  for (const hold of Object.values(heldInCost)) hold(cost, right);
}

/** How each part of a report is held against the truth: a new part does not compile until it says how it is. */
const held: {
  [part in keyof Required<MetricsReport>]: (
    report: MetricsReport,
    right: Truth,
    all: readonly RequestSample[],
  ) => void;
} = {
  deployment: (report, _right, all) =>
    assert.ok(all.every(({ deployment }) => deployment === report.deployment)),
  // What was asked for, which the caller knows.
  window: ({ window, covered }) => assert.ok(covered.from <= window.from && covered.to >= window.to),
  computedAt: ({ computedAt }) => assert.ok(computedAt > 0),
  requests: ({ requests, covered, computedAt }, right) => {
    const { total, ok, failed, cancelled, rates } = right;
    const minutes = (Math.min(covered.to, computedAt) - covered.from) / 60_000;
    const perMinute = minutes > 0 ? total / minutes : 0;
    assert.deepEqual(requests, { total, ok, failed, cancelled, ...rates, perMinute });
  },
  errors: ({ errors }, right) =>
    assert.deepEqual(new Map(errors.map(({ code, count }) => [code, count])), right.errors),
  // And with it the percentiles are those of the requests.
  exact: ({ exact }) => assert.equal(typeof exact, 'boolean'),
  covered: ({ covered: { from, to } }) => assert.ok(from <= to),
  latency: ({ latency, exact }, right) => assertSpread(latency, right.latency, exact),
  firstToken: ({ firstToken, exact }, right) => assertSpread(firstToken, right.firstToken, exact),
  tokensPerSecond: ({ tokensPerSecond }, right) => assertNear(tokensPerSecond, right.tokensPerSecond),
  tokens: ({ tokens }, { input, output, unknown, estimated, averagePerRequest: average }) =>
    assert.deepEqual(tokens, {
      ...{ input, output, total: input + output, unknown, estimated },
      ...(average === undefined ? {} : { averagePerRequest: average }),
    }),
  cost: ({ cost }, right) => assertCost(cost, right),
  series: assertSeries,
  bucketMs: ({ bucketMs, series }) => assert.ok(series.every(({ at }, i) => i === 0 || at % bucketMs === 0)),
};

function assertSeries(report: MetricsReport, _right: Truth, all: readonly RequestSample[]): void {
  const { covered, exact, bucketMs, cost, series } = report;
  const buckets = Map.groupBy(all, ({ sentAt }) => sentAt - (sentAt % bucketMs));
  for (const point of series) {
    const from = Math.max(point.at, covered.from);
    const window = { from, to: Math.min(point.at + bucketMs, covered.to) };
    const at = truth(buckets.get(point.at) ?? [], window);
    assert.deepEqual([point.ok, point.failed], [at.ok, at.failed]);
    assert.deepEqual([point.tokensIn, point.tokensOut], [at.input, at.output]);
    if (cost.basis === 'tokens') assert.equal(point.cost, at.cost);
    for (const p of ['p50', 'p95', 'p99'] as const) assertNear(point[p], at.latency[p], exact ? 0 : 0.005);
  }
}

/** The report says what the requests say, in each number and at each point of its series. */
export function assertReport(report: MetricsReport, all: readonly RequestSample[]): void {
  const right = truth(all, report.covered);
  for (const hold of Object.values(held)) hold(report, right, all);
}

interface RowTruth {
  right: Truth;
  own: readonly RequestSample[];
  off: number;
}

/** The same for a row of the fleet table. */
const heldInRow: { [part in keyof Required<FleetRow>]: (row: FleetRow, truth: RowTruth) => void } = {
  // By which its requests were found.
  key: ({ key }, { own }) => assert.ok(own.every(({ deployment }) => deployment === key)),
  requests: ({ requests }, { right }) => assert.equal(requests, right.total),
  tokens: ({ tokens }, { right }) => assert.equal(tokens, right.input + right.output),
  p95: ({ p95 }, { right, off }) => assertNear(p95, right.latency.p95, off),
  successRate: ({ successRate }, { right }) => assert.equal(successRate, right.rates.successRate),
  lastRequestAt: ({ lastRequestAt }, { own }) =>
    assert.equal(lastRequestAt, own.length === 0 ? undefined : Math.max(...own.map(({ sentAt }) => sentAt))),
  cost: ({ cost }, { right }) => assertCost(cost, right),
};

export function assertRow(
  row: FleetRow,
  all: readonly RequestSample[],
  window: { from: number; to: number },
  off = 0,
): void {
  const own = all.filter(({ deployment }) => deployment === row.key);
  const right = truth(own, window);
  for (const hold of Object.values(heldInRow)) hold(row, { right, own, off });
}
