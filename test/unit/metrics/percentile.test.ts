import assert from 'node:assert/strict';
import fc from 'fast-check';
import { distribution } from '../../../src/extension/metrics/percentile.ts';

const durations = fc.array(fc.double({ min: 0, max: 600_000, noNaN: true }), {
  minLength: 1,
  maxLength: 300,
});

/** By definition: the smallest value that at least p percent of the values do not exceed. */
function naive(values: number[], p: number): number {
  const enough = values.filter(
    (value) => values.filter((other) => other <= value).length * 100 >= p * values.length,
  );
  return Math.min(...enough);
}

describe('Percentiles', () => {
  it('are what the definition says, for any values', () => {
    fc.assert(
      fc.property(durations, (values) => {
        const { p50, p95, p99, min, max, n } = distribution(values);
        assert.deepEqual([p50, p95, p99], [naive(values, 50), naive(values, 95), naive(values, 99)]);
        assert.deepEqual([min, max, n], [Math.min(...values), Math.max(...values), values.length]);
      }),
    );
  });

  it('hold at the counts where binary fractions would miss by one', () => {
    const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
    assert.equal(distribution(upTo(20)).p95, 19);
    assert.equal(distribution(upTo(100)).p99, 99);
    assert.equal(distribution(upTo(1)).p99, 1);
    assert.equal(distribution(upTo(2)).p50, 1);
  });

  it('of nothing are absent, not zero', () => {
    assert.deepEqual(distribution([]), { n: 0, histogram: [] });
  });
});

describe('The distribution', () => {
  it('puts every value into exactly one bucket, below its upper bound', () => {
    fc.assert(
      fc.property(durations, (values) => {
        const { histogram } = distribution(values);
        let lower = -Infinity;
        for (const { upTo, count } of histogram) {
          assert.equal(count, values.filter((value) => value >= lower && value < upTo).length);
          lower = upTo;
        }
        assert.equal(
          histogram.reduce((sum, { count }) => sum + count, 0),
          values.length,
        );
        assert.ok(histogram[0]!.count > 0 && histogram.at(-1)!.count > 0, 'no empty ends');
      }),
    );
  });

  it('has five buckets to a factor of ten', () => {
    const bounds = distribution([10, 99.9]).histogram.map(({ upTo }) => Math.round(upTo * 100) / 100);
    assert.deepEqual(bounds, [15.85, 25.12, 39.81, 63.1, 100]);
  });

  it('holds bounds themselves in the bucket above', () => {
    for (const bound of [1, 10, 100, 1000, 10_000, 100_000])
      assert.ok(distribution([bound]).histogram[0]!.upTo > bound);
  });
});
