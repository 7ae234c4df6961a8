/** Ms since epoch; `since` inclusive, `until` exclusive. */
export interface Interval {
  since: number;
  until: number;
}

interface Bucket {
  at: number;
  count: number;
}

/** Sizes that the server counts by, in seconds. */
const sizes = [
  2, 4, 6, 12, 20, 30, 60, 120, 180, 240, 300, 360, 600, 720, 900, 1200, 1800, 3600, 7200, 10_800, 14_400,
  28_800, 43_200, 86_400,
];
const mostBuckets = 100;
/** What one fetch may give. */
const mostEntries = 20_000;
const mostFetches = 500;

/** The finest size that gives few enough buckets. */
export function bucketSeconds({ since, until }: Interval): number {
  return sizes.find((size) => (until - since) / (size * 1000) <= mostBuckets) ?? 86_400;
}

/** Pieces that each fit into one fetch, oldest first: from the newest back until there are `limit` entries. */
export function intervalsOf(
  buckets: readonly Bucket[],
  whole: Interval,
  { bucketMs, limit }: { bucketMs: number; limit: number },
): Interval[] {
  const intervals: Interval[] = [];
  let until = whole.until;
  let within = 0;
  let all = 0;
  const cut = (at: number): void => {
    // The first and the last bucket reach outside of what was asked.
    const since = Math.max(at, whole.since);
    if (since < until) intervals.unshift({ since, until });
    until = since;
    within = 0;
  };
  for (const { at, count } of buckets.toSorted((a, b) => b.at - a.at)) {
    if (count === 0) continue;
    if (within > 0 && within + count > mostEntries) cut(Math.min(at + bucketMs, until));
    within += count;
    all += count;
    if (all >= limit || intervals.length >= mostFetches) {
      cut(at);
      return intervals;
    }
  }
  cut(whole.since);
  return intervals;
}
