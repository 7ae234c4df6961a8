import type { Distribution } from './types.ts';

/**
 * Exact nearest rank: the smallest value that at least `p` percent of the values do not exceed. Always a
 * value that was really measured; never interpolated. `sorted` ascends and is not empty.
 */
export function nearestRank(sorted: Float64Array, p: number): number {
  // Multiplied before dividing: 0.95 * 20 is not 19 in binary, 95 * 20 / 100 is.
  const rank = Math.ceil((p * sorted.length) / 100);
  return sorted[Math.max(rank, 1) - 1] as number;
}

/** Five buckets per factor of ten, so that 30 ms and 30 s are both told apart. */
const perDecade = 5;

/** Upper bound (exclusive) of the bucket that a value falls into: 1, 1.58, 2.51, 3.98, 6.31, 10, … */
function bucketOf(value: number): number {
  if (value < 1) return 0;
  let index = Math.floor(Math.log10(value) * perDecade) + 1;
  // The logarithm of a bound can come out on either side of it.
  while (value >= boundOf(index)) index++;
  while (index > 1 && value < boundOf(index - 1)) index--;
  return index;
}

const boundOf = (index: number): number => 10 ** (index / perDecade);

export function distribution(values: readonly number[]): Distribution {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  if (n === 0) return { n, histogram: [] };
  let sum = 0;
  for (const value of sorted) sum += value;
  return {
    n,
    average: sum / n,
    p50: nearestRank(sorted, 50),
    p95: nearestRank(sorted, 95),
    p99: nearestRank(sorted, 99),
    min: sorted[0] as number,
    max: sorted[n - 1] as number,
    histogram: histogram(sorted),
  };
}

/** From the lowest to the highest bucket in use, with the empty ones between them. */
function histogram(sorted: Float64Array): { upTo: number; count: number }[] {
  const first = bucketOf(sorted[0] as number);
  const last = bucketOf(sorted[sorted.length - 1] as number);
  const counts = Array.from({ length: last - first + 1 }, (_, i) => ({ upTo: boundOf(first + i), count: 0 }));
  let at = 0;
  for (const value of sorted) {
    while (value >= (counts[at] as { upTo: number }).upTo) at++;
    (counts[at] as { count: number }).count++;
  }
  return counts;
}
