import type { TimeWindow } from '../../connectors/connector.ts';
import type { DeploymentKey } from '../deployments/types.ts';
import { cover } from './cover.ts';
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
  requests: Requests,
  window: TimeWindow,
  key: DeploymentKey,
  points?: number,
): Summary {
  const { source, waiting } = requests;
  const late = waiting.filter(({ deployment }) => deployment === key);
  const coverOf = (bucketMs: number) =>
    cover(source, window, Math.max(bucketMs, lengthOf.minute), key).get(key) ?? nothing(window);
  let bucketMs = bucketLength(window, points);
  let made = coverOf(bucketMs);
  if (made.n <= exactMax) {
    const samples = made.n === 0 ? [] : source.requests(window, key);
    if (samples.length === made.n) return exactly(within([...samples, ...late], window), window, bucketMs);
  }
  while (made.coarsest > bucketMs) {
    bucketMs = bucketLength(made.covered, points, made.coarsest);
    made = coverOf(bucketMs);
  }
  const { covered } = made;
  bucketMs = Math.max(bucketMs, lengthOf.minute);
  const starts = bucketStarts(covered, bucketMs);
  const sums = starts.map(() => new Sum());
  fill(made, singles(source, key), key, within(late, covered), (at) => sums[bucketAt(at, starts, bucketMs)]);
  const total = new Sum();
  for (const sum of sums) total.merge(sum.tally);
  return {
    total: total.tally,
    points: sums.map(({ tally }) => tally),
    starts,
    bucketMs,
    exact: false,
    covered,
  };
}

/** Of each deployment with requests in the window, from a few reads for all of them. */
export function summariseAll(requests: Requests, window: TimeWindow): Map<DeploymentKey, Totals> {
  const { source } = requests;
  const covers = cover(source, window, lengthOf.day);
  const waiting = Map.groupBy(within(requests.waiting, window), ({ deployment }) => deployment);
  for (const key of waiting.keys()) if (!covers.has(key)) covers.set(key, nothing(window));
  const n = [...covers.values()].reduce((sum, made) => sum + made.n, 0);
  const samples =
    n <= exactMax ? Map.groupBy(source.requests(window), ({ deployment }) => deployment) : undefined;
  const edges = singles(source);
  const totals = new Map<DeploymentKey, Totals>();
  for (const [key, made] of covers) {
    const late = waiting.get(key) ?? [];
    const all = samples && (samples.get(key) ?? []);
    if (made.n + late.length === 0) continue;
    if (all?.length === made.n) totals.set(key, tallyOf([...all, ...late]));
    else {
      const sum = new Sum();
      fill(made, edges, key, late, () => sum);
      totals.set(key, sum.tally);
    }
  }
  return totals;
}

const nothing = (window: TimeWindow): Cover => ({ pieces: [], n: 0, covered: window, coarsest: 0 });

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

type Singles = (window: TimeWindow) => Map<DeploymentKey, RequestSample[]>;

/** Single requests at the edges of a window, each edge read once for all deployments. */
function singles(source: RequestSource, key?: DeploymentKey): Singles {
  const known = new Map<number, Map<DeploymentKey, RequestSample[]>>();
  return (window) => {
    const read =
      known.get(window.from) ?? Map.groupBy(source.requests(window, key), ({ deployment }) => deployment);
    known.set(window.from, read);
    return read;
  };
}

function fill(
  { pieces }: Cover,
  edges: Singles,
  key: DeploymentKey,
  late: readonly RequestSample[],
  sumAt: (at: number) => Sum | undefined,
): void {
  for (const piece of pieces) {
    if (piece.kind === 'rollup') sumAt(piece.rollup.start)?.merge(piece.rollup.tally());
    else for (const sample of edges(piece.window).get(key) ?? []) sumAt(sample.sentAt)?.add(sample);
  }
  for (const sample of late) sumAt(sample.sentAt)?.add(sample);
}
