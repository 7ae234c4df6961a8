import type { TimeWindow } from '../../connectors/connector.ts';
import type { DeploymentKey } from '../deployments/types.ts';
import { Material } from './cover.ts';
import type { Cover } from './cover.ts';
import { lengthOf } from './history.ts';
import type { RequestSource } from './history.ts';
import { bucketLength, bucketStarts } from './series.ts';
import { exactTally, sketchTally, tallyOf } from './tally.ts';
import type { SketchTally, Totals } from './tally.ts';
import type { RequestSample } from './types.ts';

/** Up to so many requests, every number is from the requests themselves. */
export const exactMax = 20_000;

/** The requests of a window: all of them, and cut into stretches of time. */
export interface Summary {
  total: Totals;
  /** One for each of `starts`. */
  points: readonly Totals[];
  starts: readonly number[];
  bucketMs: number;
  exact: boolean;
  covered: TimeWindow;
}

export interface Requests {
  source: RequestSource;
  /** Those that could not be written yet. */
  waiting: readonly RequestSample[];
}

/** With at most `points` stretches of time. */
export function summarise(
  { source, waiting }: Requests,
  window: TimeWindow,
  key: DeploymentKey,
  points?: number,
): Summary {
  const late = waiting.filter(({ deployment }) => deployment === key);
  let bucketMs = bucketLength(window, points);
  const material = new Material(source, window, bucketMs, key);
  let made = material.cover(key, Math.max(bucketMs, lengthOf.minute));
  if (made.n <= exactMax) {
    const samples = made.n === 0 ? [] : source.requests(window, key);
    if (samples.length === made.n) return exactly(within([...samples, ...late], window), window, bucketMs);
  }
  bucketMs = Math.max(bucketMs, lengthOf.minute);
  while (made.coarsest > bucketMs) {
    bucketMs = bucketLength(made.covered, points, made.coarsest);
    made = material.cover(key, bucketMs);
  }
  const { covered } = made;
  const inside = within(late, covered);
  const starts = bucketStarts(covered, bucketMs);
  const sums = starts.map(() => new Sum());
  fill(made, inside, (at) => sums[bucketAt(at, starts, bucketMs)]);
  // Not from the points: whole hours and days are fewer rows.
  const total = new Sum();
  fill(material.cover(key, lengthOf.day), inside, () => total);
  return {
    total: total.tally,
    points: sums.map(({ tally }) => tally),
    starts,
    bucketMs,
    exact: false,
    covered,
  };
}

/**
 * Of each deployment with requests in the window, from a few reads for all of them. Where all of these have more than
 * `most` requests, percentiles are from sums; who needs none of them gives 0.
 */
export function summariseAll(
  { source, waiting }: Requests,
  window: TimeWindow,
  most = exactMax,
): Map<DeploymentKey, Totals> {
  const material = new Material(source, window, lengthOf.day);
  const late = Map.groupBy(within(waiting, window), ({ deployment }) => deployment);
  const keys = new Set([...material.deployments(), ...late.keys()]);
  const covers = [...keys].map((key) => ({ key, made: material.cover(key, lengthOf.day) }));
  const n = covers.reduce((sum, { made }) => sum + made.n, 0);
  const single = n <= most ? Map.groupBy(source.requests(window), ({ deployment }) => deployment) : undefined;
  const totals = new Map<DeploymentKey, Totals>();
  for (const { key, made } of covers) {
    const waits = late.get(key) ?? [];
    if (made.n + waits.length === 0) continue;
    const samples = single && (single.get(key) ?? []);
    if (samples?.length === made.n) totals.set(key, tallyOf([...samples, ...waits]));
    else {
      const sum = new Sum();
      fill(made, waits, () => sum);
      totals.set(key, sum.tally);
    }
  }
  return totals;
}

const within = (samples: readonly RequestSample[], { from, to }: TimeWindow): RequestSample[] =>
  samples.filter(({ sentAt }) => sentAt >= from && sentAt < to);

const bucketAt = (at: number, starts: readonly number[], bucketMs: number): number =>
  Math.floor((at - (starts[0] ?? 0)) / bucketMs);

function exactly(samples: readonly RequestSample[], window: TimeWindow, bucketMs: number): Summary {
  const starts = bucketStarts(window, bucketMs);
  const points = starts.map(exactTally);
  for (const sample of samples) points[bucketAt(sample.sentAt, starts, bucketMs)]?.add(sample);
  return { total: tallyOf(samples), points, starts, bucketMs, exact: true, covered: window };
}

/** A sum that holds what was read as it is, until there is more to add to it. */
class Sum {
  tally: SketchTally = empty;
  #own = false;

  add(sample: RequestSample): void {
    this.#owned().add(sample);
  }

  merge(other: SketchTally): void {
    if (this.tally === empty) this.tally = other;
    else if (other !== empty) this.#owned().merge(other);
  }

  #owned(): SketchTally {
    if (this.#own) return this.tally;
    const { tally } = this;
    this.#own = true;
    this.tally = sketchTally();
    this.tally.merge(tally);
    return this.tally;
  }
}

const empty = sketchTally();

function fill(
  { pieces }: Cover,
  late: readonly RequestSample[],
  sumAt: (at: number) => Sum | undefined,
): void {
  for (const piece of pieces) sumAt(piece.start)?.merge(piece.tally());
  for (const sample of late) sumAt(sample.sentAt)?.add(sample);
}
