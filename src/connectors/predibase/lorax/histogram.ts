/** Counts up to and including each bound, in rising order; the last bound is Infinity. */
export interface Histogram {
  buckets: { le: number; count: number }[];
  sum: number;
  count: number;
}

/**
 * The value below which a share of all observations lies, interpolated within its bucket as Prometheus does
 * (prometheus.io/docs/prometheus/latest/querying/functions, histogram_quantile). Above the last finite bound
 * only that bound is known.
 */
export function quantile({ buckets }: Histogram, share: number): number | undefined {
  const all = buckets.at(-1)?.count ?? 0;
  if (all <= 0) return undefined;
  const rank = share * all;
  if (!buckets.some(({ le }) => Number.isFinite(le))) return undefined;
  let below = { le: 0, count: 0 };
  for (const bucket of buckets) {
    if (bucket.count >= rank && bucket.count > below.count) {
      if (!Number.isFinite(bucket.le)) return below.le;
      return below.le + ((bucket.le - below.le) * (rank - below.count)) / (bucket.count - below.count);
    }
    below = bucket;
  }
  return undefined;
}

export function average({ sum, count }: Histogram): number | undefined {
  return count > 0 ? sum / count : undefined;
}
