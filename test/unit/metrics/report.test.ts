import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bucketLength, bucketStarts } from '../../../src/extension/metrics/series.ts';
import type { RequestSample } from '../../../src/extension/metrics/types.ts';
import { reportOf as report, rowOf as fleetRow } from './kit.ts';
import type { Given } from './kit.ts';
import { dollars, price, sample, status } from '../deployments/builders.ts';

const hour = 3600_000;
const base = 1_800_000_000_000;
const window = { from: base, to: base + hour };

function material(over: Partial<Given> = {}): Given {
  return { key: 'together:d', window, now: window.to, requests: [], statuses: [], holdMs: 120_000, ...over };
}

const tokenPrice = {
  inputPerMillion: dollars(1),
  outputPerMillion: dollars(2),
  source: { kind: 'user' as const },
};

describe('A report', () => {
  it('keeps success, failure and cancellation apart', () => {
    const requests = [
      sample('a', { endMs: 100, usage: { input: 10, output: 5 } }),
      sample('b', { endMs: 300, usage: { input: 10 } }),
      sample('c', { outcome: 'error', errorCode: 'timeout', endMs: 9000 }),
      sample('d', { outcome: 'cancelled', endMs: 50, usage: { input: 1, output: 1 } }),
    ];
    const { requests: counts, latency, errors, tokens } = report(material({ requests }));
    assert.deepEqual(counts, {
      total: 4,
      ok: 2,
      failed: 1,
      cancelled: 1,
      successRate: 2 / 3,
      errorRate: 1 / 3,
      perMinute: 4 / 60,
    });
    assert.deepEqual(errors, [{ code: 'timeout', count: 1 }]);
    assert.equal(latency.n, 2);
    assert.equal(latency.average, 200);
    assert.deepEqual(tokens, {
      input: 21,
      output: 6,
      total: 27,
      averagePerRequest: 8.5,
      unknown: 1,
      estimated: 0,
    });
  });

  it('says nothing where nothing was', () => {
    const empty = report(material());
    assert.equal(empty.requests.successRate, undefined);
    assert.equal(empty.requests.perMinute, 0);
    assert.equal(empty.tokensPerSecond, undefined);
    assert.deepEqual(empty.latency, { n: 0, histogram: [] });
    assert.deepEqual(empty.cost, { basis: 'unknown', coverage: 0, atLeast: false, sources: [] });
  });

  it('divides by the part of the window that has passed', () => {
    const requests = [sample('a'), sample('b')];
    assert.equal(report(material({ requests, now: base + 120_000 })).requests.perMinute, 1);
  });

  it('measures speed between the first and the last token only', () => {
    const requests = [
      sample('a', { usage: { output: 101 }, firstTokenMs: 500, lastTokenMs: 1500, endMs: 1600 }),
      sample('b', { usage: { output: 11 }, firstTokenMs: 100, lastTokenMs: 1100, endMs: 1200 }),
      sample('not streamed', { usage: { output: 50 }, endMs: 1000 }),
      sample('unknown count', { firstTokenMs: 1, lastTokenMs: 1000 }),
      sample('failed', { outcome: 'error', usage: { output: 9 }, firstTokenMs: 1, lastTokenMs: 2 }),
    ];
    assert.equal(report(material({ requests })).tokensPerSecond, 110 / 2);
  });

  it('costs time where there is a price per hour: the fleet row says the same', () => {
    const statuses = Array.from({ length: 721 }, (_, i) => status(base + i * 5000));
    const requests = [sample('a', { usage: { input: 400_000, output: 100_000 } }), sample('b')];
    const made = material({ requests, statuses });
    const { cost, series } = report(made);
    assert.equal(cost.basis, 'time');
    assert.equal(cost.observed, dollars(4));
    assert.equal(cost.perRequest, dollars(2));
    assert.equal(cost.perMillionTokens, dollars(8));
    assert.equal(
      series.reduce((sum, point) => sum + (point.cost ?? 0), 0),
      dollars(4),
    );
    const row = fleetRow(made);
    assert.deepEqual(row.cost, cost);
    assert.deepEqual([row.requests, row.successRate, row.tokens, row.p95], [2, 1, 500_000, 100]);
  });

  it('costs each request and token as little and as much as the time may have cost', () => {
    const statuses = [status(base), status(base + hour / 4), status(base + hour)];
    const requests = [sample('a', { usage: { input: 400_000, output: 100_000 } }), sample('b')];
    const { cost } = report(material({ requests, statuses }));
    const { observed = 0, ceiling = 0 } = cost;
    assert.ok(observed < ceiling, 'a part of the time was not watched');
    assert.deepEqual([cost.perRequest, cost.perRequestAtMost], [observed / 2, ceiling / 2]);
    assert.deepEqual([cost.perMillionTokens, cost.perMillionTokensAtMost], [observed * 2, ceiling * 2]);
  });

  it('counts a deployment from its creation', () => {
    const statuses = [status(base + hour / 2), status(base + hour / 2 + 60_000)];
    const deployment = { price: price(4), createdAt: base + hour / 2 };
    const { cost } = report(material({ statuses, deployment, now: base + hour / 2 + 60_000 }));
    assert.equal(cost.coverage, 1);
    assert.equal(cost.ceiling, undefined);
  });

  it('costs tokens where calls have a price, "at least" when one has none', () => {
    const requests = [
      sample('a', { cost: 1000, usage: { input: 1, output: 1 } }),
      sample('b', { cost: 500, outcome: 'error', usage: { input: 1 } }),
      sample('c'),
    ];
    const { cost, series } = report(material({ requests, deployment: { tokenPrice } }));
    assert.equal(cost.basis, 'tokens');
    assert.equal(cost.observed, 1500);
    assert.equal(cost.perRequest, 750);
    assert.equal(cost.perMillionTokens, 500_000_000);
    assert.equal(cost.atLeast, true);
    assert.equal(series[0]?.cost, 1500);
    const unpriced = report(material({ requests: [sample('c')], deployment: { tokenPrice } })).cost;
    assert.deepEqual(unpriced, { basis: 'tokens', atLeast: true, sources: [] });
  });

  it('has a series that loses and invents nothing, for any window', () => {
    const at = fc.nat(90 * 24 * hour);
    const outcome = fc.constantFrom('ok' as const, 'error' as const, 'cancelled' as const);
    fc.assert(
      fc.property(fc.array(fc.tuple(at, outcome, fc.nat(1000))), at, at, (raw, a, b) => {
        const span = { from: base + Math.min(a, b), to: base + Math.max(a, b) + 1 };
        const requests = raw
          .map(([offset, word, tokens], i): RequestSample => {
            return sample(String(i), {
              sentAt: base + offset,
              outcome: word,
              usage: { input: tokens, output: 1 },
            });
          })
          .filter(({ sentAt }) => sentAt >= span.from && sentAt < span.to)
          .sort((x, y) => x.sentAt - y.sentAt);
        const made = report(material({ window: span, requests, now: span.to }));
        const sum = (of: 'ok' | 'failed' | 'tokensIn' | 'tokensOut') =>
          made.series.reduce((total, point) => total + point[of], 0);
        assert.deepEqual(
          [sum('ok'), sum('failed'), sum('tokensIn'), sum('tokensOut')],
          [made.requests.ok, made.requests.failed, made.tokens.input, made.tokens.output],
        );
        assert.ok(made.series.length <= 61);
        assert.ok(made.series.every((point) => point.at % made.bucketMs === 0));
      }),
    );
  });

  it('cuts windows into lengths that read well', () => {
    const of = (ms: number) => bucketLength({ from: base, to: base + ms }) / 1000;
    assert.deepEqual(
      [of(60_000), of(hour), of(24 * hour), of(7 * 24 * hour), of(30 * 24 * hour)],
      [1, 60, 1800, 10_800, 43_200],
    );
    assert.deepEqual(bucketStarts({ from: 1500, to: 3000 }, 1000), [1000, 2000]);
  });
});
