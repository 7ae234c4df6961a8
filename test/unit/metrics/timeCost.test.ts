import assert from 'node:assert/strict';
import fc from 'fast-check';
import { timeCost } from '../../../src/extension/metrics/timeCost.ts';
import type { StatusSample } from '../../../src/extension/metrics/types.ts';
import { dollars, price, status } from '../deployments/builders.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const holdMs = 120 * second;
/** Whoever asks knows of readings after the window. */
const later = Infinity;

/** One reading every five seconds, as a poller makes them. */
function watched(from: number, to: number, ready: number, perHour = 4): StatusSample[] {
  const samples: StatusSample[] = [];
  for (let at = from; at < to; at += 5 * second) samples.push(status(at, { ready, price: price(perHour) }));
  return samples;
}

/** Second by second, from the definition. */
function bruteForce(samples: StatusSample[], from: number, to: number) {
  let observed = 0n;
  let ceiling = 0n;
  let seconds = 0;
  for (let at = from; at < to; at += second) {
    const before = samples.findLast((sample) => sample.at <= at);
    const after = samples.find((sample) => sample.at > at);
    const rate = (sample: StatusSample) => BigInt((sample.ready ?? 0) * (sample.price?.perReplicaHour ?? 0));
    const isWatched = before !== undefined && (after?.at ?? to) - before.at <= holdMs;
    if (before && isWatched) {
      observed += rate(before) * 1000n;
      seconds++;
      ceiling += rate(before) * 1000n;
    } else {
      const larger = [before, after]
        .map((sample) => (sample ? rate(sample) : 0n))
        .sort((a, b) => Number(b - a))[0]!;
      ceiling += larger * 1000n;
    }
  }
  const round = (sum: bigint) => Number((sum + 1_800_000n) / 3_600_000n);
  return { observed: round(observed), ceiling: round(ceiling), seconds };
}

describe('Cost billed by time', () => {
  it('equals the sum second by second, for any readings', () => {
    const readings = fc.array(
      fc.record({
        wait: fc.oneof(fc.integer({ min: 1, max: 130 }), fc.integer({ min: 100, max: 1000 })),
        ready: fc.nat(8),
        // Odd prices, so that roundings would show.
        perReplicaHour: fc.integer({ min: 1, max: 99_999_999_999 }),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(readings, fc.nat(1500), fc.integer({ min: 1, max: 1000 }), (steps, start, length) => {
        let at = 0;
        const samples = steps.map(({ wait, ready, perReplicaHour }) => {
          at += wait * second;
          return status(at, { ready, price: { perReplicaHour, source: { kind: 'user' } } });
        });
        const window = { from: start * second, to: (start + length) * second };
        const near = samples.filter(
          (sample) => sample.at <= window.to || sample === samples.find((s) => s.at >= window.to),
        );
        const cost = timeCost(near, window, { holdMs, now: later });
        const expected = bruteForce(samples, window.from, window.to);
        assert.equal(cost.observed ?? 0, expected.observed);
        assert.equal(cost.coverage, expected.seconds / length);
        if (samples.length === 0) assert.equal(cost.ceiling, undefined);
        else assert.equal(cost.ceiling ?? expected.observed, expected.ceiling);
        assert.equal(cost.atLeast, false);
      }),
      { numRuns: 150 },
    );
  });

  it('adds up over any cutting of the window, to the last nano-dollar', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(3600), { maxLength: 20 }),
        fc.integer({ min: 1, max: 9_999_999_999 }),
        (cuts, rate) => {
          const samples = watched(0, hour, 1).map((sample) => ({
            ...sample,
            price: { perReplicaHour: rate, source: { kind: 'user' as const } },
          }));
          const edges = [...new Set(cuts)].map((cut) => cut * second).sort((a, b) => a - b);
          const { observed, parts } = timeCost(samples, { from: 0, to: hour }, { holdMs, now: hour }, edges);
          assert.equal(parts.length, edges.length + 1);
          assert.equal(
            parts.reduce<number>((sum, part) => sum + (part ?? 0), 0),
            observed,
          );
        },
      ),
    );
  });

  it('is the worked example of docs/metrics.md', () => {
    const [ten, half, eleven] = [10 * hour, 10.5 * hour, 11 * hour];
    const end = watched(eleven, eleven + minute, 0);
    const window = { from: ten, to: eleven };
    const all = [...watched(ten, half, 1), ...watched(half, eleven, 2), ...end];
    const whole = timeCost(all, window, { holdMs, now: eleven + minute });
    assert.equal(whole.observed, dollars(6));
    assert.equal(whole.coverage, 1);
    assert.equal(whole.ceiling, undefined);

    const closed = [
      ...watched(ten, ten + 10 * minute, 1),
      status(ten + 10 * minute),
      ...watched(half, eleven, 2),
      ...end,
    ];
    const part = timeCost(closed, window, { holdMs, now: eleven + minute });
    assert.equal(Math.round((part.observed ?? 0) / 1e7), 467);
    assert.equal(Math.round((part.ceiling ?? 0) / 1e7), 733);
    assert.equal(part.coverage, 40 / 60);

    const four = closed.map((sample) => (sample.ready === 0 ? sample : { ...sample, max: 4 }));
    const wide = timeCost(four, window, { holdMs, now: eleven + minute });
    assert.equal(Math.round((wide.ceiling ?? 0) / 1e7), 1000);
  });

  it('has bounds where nobody counts the replicas, as long as settings and price are known', () => {
    const { ready: _ready, ...uncounted } = status(0, { max: 3 });
    const cost = timeCost([uncounted], { from: 0, to: minute }, { holdMs, now: minute });
    assert.deepEqual([cost.observed, cost.ceiling], [0, dollars(12) / 60]);
    assert.equal(cost.atLeast, false);
    assert.equal(cost.coverage, 1);
  });

  it('does not suppose that what is stopped before and after a silence ran in it', () => {
    const stopped = (at: number) => status(at, { status: 'stopped', ready: 0, max: 2 });
    const cost = timeCost([stopped(0), stopped(hour)], { from: 0, to: hour }, { holdMs, now: hour });
    assert.deepEqual([cost.observed, cost.ceiling, cost.coverage], [0, 0, 0]);
  });

  it('holds a reading for as long as it was read again, and not while it was out of sight', () => {
    const window = { from: 0, to: hour };
    const held = { ...status(0, { max: 2 }), until: hour / 2 };
    const lost = status(hour / 2, { unseen: true, max: 2 });
    for (const samples of [[held], [held, lost]]) {
      const cost = timeCost(samples, window, { holdMs, now: hour });
      assert.deepEqual([cost.observed, cost.ceiling, cost.coverage], [dollars(2), dollars(6), 0.5]);
    }
  });

  it('is exact where a float would not be: eight GPUs for ninety days', () => {
    const rate = 39_999_999_999;
    const days = 90 * 24 * hour;
    const samples: StatusSample[] = [];
    for (let at = 0; at <= days; at += minute)
      samples.push(status(at, { ready: 8, price: { perReplicaHour: rate, source: { kind: 'user' } } }));
    const { observed } = timeCost(samples, { from: 0, to: days }, { holdMs, now: days });
    assert.equal(observed, 8 * rate * 24 * 90);
  });

  it('says "at least" where a price or a count is unknown, and then gives no ceiling', () => {
    const window = { from: 0, to: hour };
    const known = watched(0, hour / 2, 1);
    const { price: _price, ...unpriced } = status(hour / 2, { ready: 2 });
    const cost = timeCost([...known, unpriced], window, { holdMs, now: hour });
    assert.equal(cost.observed, dollars(2));
    assert.equal(cost.atLeast, true);
    assert.equal(cost.ceiling, undefined);

    const { ready: _ready, max: _max, ...uncounted } = status(0);
    assert.equal(timeCost([uncounted], { from: 0, to: minute }, { holdMs, now: minute }).observed, undefined);
    assert.equal(timeCost([uncounted], { from: 0, to: minute }, { holdMs, now: minute }).atLeast, true);
  });

  it('knows that what is stopped or failed costs nothing, also without a count', () => {
    for (const word of ['stopped', 'failed'] as const) {
      const { ready: _ready, price: _price, ...bare } = status(0, { status: word });
      const cost = timeCost([bare], { from: 0, to: minute }, { holdMs, now: minute });
      assert.equal(cost.observed, 0);
      assert.equal(cost.atLeast, false);
    }
  });

  it('of nothing watched is absent, not zero', () => {
    const cost = timeCost([], { from: 0, to: hour }, { holdMs, now: hour });
    assert.deepEqual(cost, { coverage: 0, atLeast: false, sources: [], parts: [undefined] });
  });

  it('does not count what has not happened yet', () => {
    const cost = timeCost(watched(0, hour, 1), { from: 0, to: 2 * hour }, { holdMs, now: hour });
    assert.equal(cost.observed, dollars(4));
    assert.equal(cost.coverage, 1);
  });

  it('takes no reading from a time to come, which a clock that was set back leaves behind', () => {
    const wrong = status(40 * hour, { ready: 8, price: price(4) });
    const options = { holdMs, now: hour };
    const window = { from: 0, to: 2 * hour };
    assert.deepEqual(
      timeCost([...watched(0, hour, 1), wrong], window, options),
      timeCost(watched(0, hour, 1), window, options),
    );
  });

  it('is the same across a change to or from summer time, which moves no instant', () => {
    // 2026-03-29 01:00 UTC, in Berlin two o'clock is followed by four o'clock.
    const change = Date.parse('2026-03-29T01:00:00Z');
    const [from, to] = [change - hour, change + hour];
    const cost = timeCost(watched(from, to, 1), { from, to }, { holdMs, now: to });
    assert.equal(cost.observed, dollars(8));
    assert.equal(cost.coverage, 1);
  });
});
