import assert from 'node:assert/strict';
import type {
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

/** The report says what the requests say, in each number and at each point of its series. */
export function assertReport(report: MetricsReport, all: readonly RequestSample[]): void {
  const { covered, exact } = report;
  const right = truth(all, covered);
  const { total, ok, failed, cancelled } = report.requests;
  assert.deepEqual([total, ok, failed, cancelled], [right.total, right.ok, right.failed, right.cancelled]);
  assert.deepEqual(new Map(report.errors.map(({ code, count }) => [code, count])), right.errors);
  const { input, output, unknown, estimated, averagePerRequest } = report.tokens;
  assert.deepEqual(
    [input, output, unknown, estimated],
    [right.input, right.output, right.unknown, right.estimated],
  );
  assert.equal(averagePerRequest, right.averagePerRequest);
  assertNear(report.tokensPerSecond, right.tokensPerSecond);
  if (report.cost.basis === 'tokens') {
    assert.equal(report.cost.observed, right.cost);
    assert.equal(report.cost.atLeast, right.unpriced);
  }
  assertSpread(report.latency, right.latency, exact);
  assertSpread(report.firstToken, right.firstToken, exact);
  const buckets = Map.groupBy(all, ({ sentAt }) => sentAt - (sentAt % report.bucketMs));
  for (const point of report.series) {
    const from = Math.max(point.at, covered.from);
    const at = truth(buckets.get(point.at) ?? [], {
      from,
      to: Math.min(point.at + report.bucketMs, covered.to),
    });
    assert.deepEqual([point.ok, point.failed], [at.ok, at.failed]);
    assert.deepEqual([point.tokensIn, point.tokensOut], [at.input, at.output]);
    if (report.cost.basis === 'tokens') assert.equal(point.cost, at.cost);
    for (const p of ['p50', 'p95', 'p99'] as const) assertNear(point[p], at.latency[p], exact ? 0 : 0.005);
  }
}

export function assertRow(
  row: FleetRow,
  all: readonly RequestSample[],
  window: { from: number; to: number },
  off = 0,
): void {
  const own = all.filter(({ deployment }) => deployment === row.key);
  const right = truth(own, window);
  assert.deepEqual([row.requests, row.tokens], [right.total, right.input + right.output]);
  assertNear(row.p95, right.latency.p95, off);
  assert.equal(
    row.successRate,
    right.ok + right.failed === 0 ? undefined : right.ok / (right.ok + right.failed),
  );
  assert.equal(
    row.lastRequestAt,
    own.length === 0 ? undefined : Math.max(...own.map(({ sentAt }) => sentAt)),
  );
}
