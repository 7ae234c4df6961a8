import type { TimeWindow } from '../../connectors/connector.ts';
import type { NanoUsd, PriceSource } from '../../connectors/domain.ts';
import type { StatusSample } from './types.ts';

const hourMs = 3_600_000n;

/** For how long a reading holds without the next one, ms: three polls or two minutes, whichever is longer. */
export const holdOf = (pollSeconds: number): number => Math.max(3 * pollSeconds * 1000, 120_000);

export interface TimeCostOptions {
  /** A reading holds until the next one if that comes within this; else nobody watched. */
  holdMs: number;
  now: number;
}

/** What a deployment that bills by time cost, as far as it was watched. */
export interface TimeCost {
  /** Absent when no watched stretch has a known cost. */
  observed?: NanoUsd;
  ceiling?: NanoUsd;
  /** Share of the window so far, 0 to 1. */
  coverage: number;
  atLeast: boolean;
  sources: PriceSource[];
  /** Observed cost within each of the given stretches; they add up to `observed` exactly. */
  parts: (NanoUsd | undefined)[];
}

/** A stretch of time at one rate, in nano-dollars per hour; undefined = unknown. */
interface Stretch {
  from: number;
  to: number;
  /** What it cost. Undefined too where nobody watched. */
  rate: number | undefined;
  /** What it cannot have exceeded. */
  most: number | undefined;
  watched: boolean;
}

/**
 * The integral of ready replicas × price over the window (docs/metrics.md, "Cost, billed by time").
 * `samples` ascend in time and include the nearest ones outside of the window. `edges` cut the window into parts.
 */
export function timeCost(
  samples: readonly StatusSample[],
  window: TimeWindow,
  options: TimeCostOptions,
  edges: readonly number[] = [],
): TimeCost {
  const from = Math.round(window.from);
  const end = Math.round(Math.min(window.to, options.now));
  // One from a time to come is from before the clock was set back.
  const past = samples.filter(({ at }) => at <= options.now);
  const stretches = stretchesOf(past, { from, to: end }, options.holdMs);
  const observed = new Integral();
  const ceiling = new Integral();
  let watchedMs = 0;
  let bounded = false;
  let atLeast = false;
  let priced = false;
  const bounds = [...edges, Infinity];
  const parts: (NanoUsd | undefined)[] = [];
  let seenInPart = false;
  let before = 0;
  const closePart = () => {
    const total = observed.total();
    parts.push(seenInPart ? total - before : undefined);
    before = total;
    seenInPart = false;
  };

  for (const stretch of cutAt(stretches, edges)) {
    while (stretch.from >= (bounds[parts.length] as number)) closePart();
    const ms = stretch.to - stretch.from;
    if (stretch.watched) watchedMs += ms;
    ceiling.add(stretch.rate ?? stretch.most ?? 0, ms);
    if (stretch.rate === undefined) {
      bounded = true;
      atLeast ||= stretch.most === undefined;
      continue;
    }
    priced = seenInPart = true;
    observed.add(stretch.rate, ms);
  }
  while (parts.length < bounds.length) closePart();
  // Where a price or a bound is unknown there is no upper bound either.
  const upTo = bounded && !atLeast ? ceiling.total() : undefined;

  return {
    // Below an upper bound stands a lower one, if only nothing.
    ...(priced || upTo !== undefined ? { observed: observed.total() } : {}),
    ...(upTo === undefined ? {} : { ceiling: upTo }),
    coverage: end > from ? watchedMs / (end - from) : 0,
    atLeast,
    sources: sourcesOf(samples),
    parts,
  };
}

/** The window as stretches of one rate each: readings that hold, and the silences between them. */
function stretchesOf(samples: readonly StatusSample[], window: TimeWindow, holdMs: number): Stretch[] {
  const out: Stretch[] = [];
  const push = (from: number, to: number, of: Omit<Stretch, 'from' | 'to'>) => {
    const stretch = { ...of, from: Math.max(from, window.from), to: Math.min(to, window.to) };
    if (stretch.to > stretch.from) out.push(stretch);
  };
  const pushSilence = (from: number, to: number, most: number | undefined) =>
    push(from, to, { rate: undefined, most, watched: false });
  const first = samples[0];
  if (!first) return [];
  pushSilence(window.from, first.at, mostOf(first));
  samples.forEach((sample, i) => {
    const next = samples[i + 1];
    const to = next?.at ?? window.to;
    const last = Math.min(sample.until ?? sample.at, to);
    // The time to the next reading belongs to this one, unless it is a silence.
    const until = to - last <= holdMs ? to : last;
    const [before, after] = [mostOf(sample), next ? mostOf(next) : 0];
    push(sample.at, until, { rate: rateOf(sample), most: before, watched: true });
    const made = next?.createdAt ?? 0;
    if (made > sample.at && made < to) {
      // Another one of the same name, which did not exist before, as the first does not any more.
      pushSilence(until, Math.max(made, until), before);
      pushSilence(Math.max(made, until), to, after);
    } else pushSilence(until, to, larger(before, after));
  });
  return out;
}

/** Only ready replicas bill. A count that is not reported is unknown, except where the status rules it out. */
function rateOf(sample: StatusSample): number | undefined {
  const idle = sample.status === 'stopped' || sample.status === 'failed' || sample.status === 'pending';
  const ready = sample.ready ?? (idle ? 0 : undefined);
  if (ready === 0) return 0;
  if (ready === undefined || sample.price === undefined) return undefined;
  return Math.round(ready * sample.price.perReplicaHour);
}

/** What it cost at most while nobody looked: as many replicas as its settings allow, and a stopped one has none. */
function mostOf(sample: StatusSample): number | undefined {
  const { status, ready, max, price } = sample;
  const most = status === 'stopped' || status === 'pending' ? (ready ?? 0) : max;
  if (most === undefined) return undefined;
  const replicas = Math.max(most, ready ?? 0);
  if (replicas === 0) return 0;
  return price && Math.round(replicas * price.perReplicaHour);
}

const larger = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : Math.max(a, b);

function* cutAt(stretches: readonly Stretch[], edges: readonly number[]): Iterable<Stretch> {
  let i = 0;
  for (const stretch of stretches) {
    let { from } = stretch;
    while (i < edges.length && (edges[i] as number) <= from) i++;
    for (; i < edges.length && (edges[i] as number) < stretch.to; i++) {
      const edge = edges[i] as number;
      yield { ...stretch, from, to: edge };
      from = edge;
    }
    yield { ...stretch, from };
  }
}

/** Σ rate × ms without rounding on the way: eight GPUs for a month exceed what a number holds exactly. */
class Integral {
  #sum = 0n;
  #run = { rate: 0, ms: 0 };

  add(rate: number, ms: number): void {
    if (rate !== this.#run.rate) {
      this.#flush();
      this.#run = { rate, ms: 0 };
    }
    this.#run.ms += ms;
  }

  /** Nano-dollars, rounded half up once. */
  total(): NanoUsd {
    this.#flush();
    return Number((this.#sum + hourMs / 2n) / hourMs);
  }

  #flush(): void {
    if (this.#run.rate !== 0 && this.#run.ms !== 0)
      this.#sum += BigInt(this.#run.rate) * BigInt(this.#run.ms);
    this.#run = { rate: this.#run.rate, ms: 0 };
  }
}

/** Each place that a price came from, once. */
export function sourcesOf(items: readonly { price?: { source: PriceSource } }[]): PriceSource[] {
  const byKind = new Map<string, PriceSource>();
  for (const { price } of items) {
    if (!price) continue;
    const { source } = price;
    // The platform's price is one source, however often it was read: the last reading counts.
    byKind.set(source.kind === 'bundled' ? `bundled ${source.date}` : source.kind, source);
  }
  return [...byKind.values()];
}
