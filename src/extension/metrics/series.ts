import type { TimeWindow } from '../../connectors/connector.ts';
import type { NanoUsd } from '../../connectors/domain.ts';
import { nearestRank } from './percentile.ts';
import { latencies } from './tally.ts';
import type { RequestSample, SeriesPoint } from './types.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Lengths that read well on an axis. */
const lengths = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
  ...[1, 2, 7, 14, 28].map((n) => n * day),
];
const pointsMax = 60;

/** The shortest length with which the window has at most sixty buckets. */
export function bucketLength(window: TimeWindow): number {
  const span = Math.max(window.to - window.from, 1);
  return lengths.find((length) => span / length <= pointsMax) ?? Math.ceil(span / pointsMax / day) * day;
}

/** Starts of the buckets, aligned to whole lengths since the epoch so that a moving window does not shimmer. */
export function bucketStarts(window: TimeWindow, length: number): number[] {
  const starts: number[] = [];
  for (let at = Math.floor(window.from / length) * length; at < window.to; at += length) starts.push(at);
  return starts;
}

/** One point per bucket, quiet ones included. `samples` ascend in time; `costs` belong to the buckets. */
export function series(
  samples: readonly RequestSample[],
  starts: readonly number[],
  length: number,
  costs: readonly (NanoUsd | undefined)[],
): SeriesPoint[] {
  const origin = starts[0] ?? 0;
  const buckets = starts.map((): RequestSample[] => []);
  for (const sample of samples) buckets[Math.floor((sample.sentAt - origin) / length)]?.push(sample);
  return starts.map((at, i) => point(at, buckets[i] ?? [], costs[i]));
}

function point(at: number, samples: readonly RequestSample[], cost: NanoUsd | undefined): SeriesPoint {
  const sorted = Float64Array.from(latencies(samples)).sort();
  return {
    at,
    ok: samples.filter(({ outcome }) => outcome === 'ok').length,
    failed: samples.filter(({ outcome }) => outcome === 'error').length,
    ...(sorted.length === 0
      ? {}
      : { p50: nearestRank(sorted, 50), p95: nearestRank(sorted, 95), p99: nearestRank(sorted, 99) }),
    tokensIn: samples.reduce((sum, { usage }) => sum + (usage?.input ?? 0), 0),
    tokensOut: samples.reduce((sum, { usage }) => sum + (usage?.output ?? 0), 0),
    ...(cost === undefined ? {} : { cost }),
  };
}

/** Token costs by bucket: absent where no request of the bucket has a known cost. */
export function tokenCosts(
  samples: readonly RequestSample[],
  starts: readonly number[],
  length: number,
): (NanoUsd | undefined)[] {
  const origin = starts[0] ?? 0;
  const costs = starts.map((): NanoUsd | undefined => undefined);
  for (const { sentAt, cost } of samples) {
    const i = Math.floor((sentAt - origin) / length);
    if (cost !== undefined && i in costs) costs[i] = (costs[i] ?? 0) + cost;
  }
  return costs;
}
