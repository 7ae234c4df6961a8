import type { TimeWindow } from '../../connectors/connector.ts';
import type { NanoUsd } from '../../connectors/domain.ts';
import { percentilesOf } from './spread.ts';
import type { Totals } from './tally.ts';
import type { SeriesPoint } from './types.ts';

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

/** The shortest length with which the window has at most `most` buckets, sixty if not told, and at least `shortest` ms. */
export function bucketLength(window: TimeWindow, most = 60, shortest = 0): number {
  const span = Math.max(window.to - window.from, 1);
  const long = lengths.find((length) => length >= shortest && span / length <= most);
  return long ?? Math.ceil(span / most / day) * day;
}

/** Starts of the buckets, aligned to whole lengths since the epoch so that a moving window does not shimmer. */
export function bucketStarts(window: TimeWindow, length: number): number[] {
  const starts: number[] = [];
  for (let at = Math.floor(window.from / length) * length; at < window.to; at += length) starts.push(at);
  return starts;
}

/** One point per bucket, quiet ones included. `costs` belong to the buckets. */
export function series(
  points: readonly Totals[],
  starts: readonly number[],
  costs: readonly (NanoUsd | undefined)[],
): SeriesPoint[] {
  return points.map((totals, i) => {
    const cost = costs[i];
    return {
      at: starts[i] as number,
      ok: totals.ok,
      failed: totals.failed,
      ...percentilesOf(totals.latency),
      tokensIn: totals.input,
      tokensOut: totals.output,
      ...(cost === undefined ? {} : { cost }),
    };
  });
}

/** Token costs by bucket: absent where no request of the bucket has a known cost. */
export const tokenCosts = (points: readonly Totals[]): (NanoUsd | undefined)[] =>
  points.map(({ priced, cost }) => (priced > 0 ? cost : undefined));
