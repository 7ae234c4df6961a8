import type { Distribution } from './types.ts';

/** How a set of durations is spread, in ms. All counts are exact. */
export interface Spread {
  readonly n: number;
  readonly sum: number;
  /** Without meaning when `n` is 0. */
  readonly min: number;
  readonly max: number;
  /** By nearest rank, one value for each percentage; these ascend. Only when `n` is not 0. */
  ranks(percentages: readonly number[]): number[];
  /** Ascending, with how often each occurs. */
  values(): Iterable<readonly [value: number, count: number]>;
}

/** A spread that is still being counted, and can take in another of its kind. */
export interface Growing<S> extends Spread {
  add(value: number): void;
  merge(other: S): void;
}

/** The place of the smallest value that at least `p` percent of `n` values do not exceed, from 1. */
export function rankOf(p: number, n: number): number {
  // Multiplied before dividing: 0.95 * 20 is not 19 in binary, 95 * 20 / 100 is.
  return Math.max(Math.ceil((p * n) / 100), 1);
}

export type Percentiles = Pick<Distribution, 'p50' | 'p95' | 'p99'>;

export function percentilesOf(spread: Spread): Percentiles {
  if (spread.n === 0) return {};
  const [p50, p95, p99] = spread.ranks([50, 95, 99]) as [number, number, number];
  return { p50, p95, p99 };
}

export function distributionOf(spread: Spread): Distribution {
  const { n, sum, min, max } = spread;
  if (n === 0) return { n, histogram: [] };
  return { n, average: sum / n, ...percentilesOf(spread), min, max, histogram: histogram(spread) };
}

/** Five buckets per factor of ten, so that 30 ms and 30 s are both told apart. */
const perDecade = 5;

/** Upper bound (exclusive) of a bucket: 1, 1.58, 2.51, 3.98, 6.31, 10, … */
const boundOf = (index: number): number => 10 ** (index / perDecade);

function bucketOf(value: number): number {
  if (value < 1) return 0;
  let index = Math.floor(Math.log10(value) * perDecade) + 1;
  // The logarithm of a bound can come out on either side of it.
  while (value >= boundOf(index)) index++;
  while (index > 1 && value < boundOf(index - 1)) index--;
  return index;
}

/** From the lowest to the highest bucket in use, with the empty ones between them. */
function histogram(spread: Spread): { upTo: number; count: number }[] {
  const counts: { upTo: number; count: number }[] = [];
  let first: number | undefined;
  let bucket = 0;
  for (const [value, count] of spread.values()) {
    // Values ascend: most stay in the bucket of the one before.
    if (first === undefined || value >= boundOf(bucket)) bucket = bucketOf(value);
    first ??= bucket;
    while (counts.length <= bucket - first) counts.push({ upTo: boundOf(first + counts.length), count: 0 });
    (counts[bucket - first] as { count: number }).count += count;
  }
  return counts;
}
