import type { NanoUsd, PriceSource } from '../../connectors/domain.ts';
import type { ErrorCode } from '../../connectors/errors.ts';
import { ExactSpread } from './percentile.ts';
import { Sketch } from './sketch.ts';
import type { Growing, Spread } from './spread.ts';
import type { RequestSample } from './types.ts';

/**
 * What is counted of a set of requests. All of them are sums: those of two sets add up to those of both. They are kept
 * in this order: another list is another `form` in tallyBytes.ts.
 */
export const counters = [
  'ok',
  'failed',
  'cancelled',
  'input',
  'output',
  'cached',
  'reasoning',
  /** Requests of which both counts of tokens are known, and these tokens. */
  'whole',
  'wholeTokens',
  /** Successful requests of which they are not. */
  'unknown',
  'estimated',
  /** Tokens after the first one that were generated within `speedMs`. */
  'speedTokens',
  /** Requests with a known cost, and their tokens. */
  'priced',
  'pricedTokens',
  /** Requests that did not fail and have no known cost. */
  'unpriced',
] as const;
export type Counts = Record<(typeof counters)[number], number>;

/** Everything that a report says about a set of requests. */
export interface Totals extends Readonly<Counts> {
  readonly n: number;
  readonly speedMs: number;
  /** Of the priced ones. Exact up to nine million dollars, as any sum of nano-dollars in a number. */
  readonly cost: NanoUsd;
  /** Failed requests by their reason. */
  readonly errors: ReadonlyMap<ErrorCode, number>;
  /** Where prices came from, by kind; of readings the last. */
  readonly sources: ReadonlyMap<string, PriceSource>;
  /** Of successful requests. */
  readonly latency: Spread;
  /** Of successful streamed ones. */
  readonly firstToken: Spread;
}

/** What of a request is counted: not who sent it, nor when. */
export type Measured = Omit<RequestSample, 'id' | 'deployment' | 'sentAt' | 'firstByteMs'>;

/** What is counted by name: see `Totals`. */
export interface Names {
  errors: Map<ErrorCode, number>;
  sources: Map<string, PriceSource>;
}

export const noNames = (): Names => ({ errors: new Map(), sources: new Map() });

/** Counts requests one by one, or takes in what another has counted. Definitions: docs/metrics.md. */
export class Tally<S extends Growing<S>> implements Totals {
  readonly latency: S;
  #names: Names | (() => Names);
  #firstToken: S | (() => S);
  /** Those whose times to the first token are still to be taken in. */
  #merged: Tally<S>[] = [];
  speedMs = 0;
  cost = 0;
  ok = 0;
  failed = 0;
  cancelled = 0;
  input = 0;
  output = 0;
  cached = 0;
  reasoning = 0;
  whole = 0;
  wholeTokens = 0;
  unknown = 0;
  estimated = 0;
  speedTokens = 0;
  priced = 0;
  pricedTokens = 0;
  unpriced = 0;

  constructor(latency: S, firstToken: S | (() => S), names: Names | (() => Names) = noNames) {
    this.latency = latency;
    this.#firstToken = firstToken;
    this.#names = names;
  }

  get errors(): Map<ErrorCode, number> {
    return this.#named().errors;
  }

  get sources(): Map<string, PriceSource> {
    return this.#named().sources;
  }

  #named(): Names {
    if (typeof this.#names === 'function') this.#names = this.#names();
    return this.#names;
  }

  /** Put together when it is asked for: of most points of a series it never is. */
  get firstToken(): S {
    if (typeof this.#firstToken === 'function') this.#firstToken = this.#firstToken();
    for (const other of this.#merged) this.#firstToken.merge(other.firstToken);
    this.#merged = [];
    return this.#firstToken;
  }

  get n(): number {
    return this.ok + this.failed + this.cancelled;
  }

  add(sample: Measured): void {
    this.#count(sample);
    this.#countTokens(sample);
    this.#countCost(sample);
    if (sample.outcome !== 'ok') return;
    if (isDuration(sample.endMs)) this.latency.add(sample.endMs);
    if (isDuration(sample.firstTokenMs)) this.firstToken.add(sample.firstTokenMs);
    this.#countSpeed(sample);
  }

  /** The other one must not change afterwards. */
  merge(other: Tally<S>): void {
    // One by one: by their names in a loop it takes five times as long, and this is done for thousands of rows.
    this.ok += other.ok;
    this.failed += other.failed;
    this.cancelled += other.cancelled;
    this.input += other.input;
    this.output += other.output;
    this.cached += other.cached;
    this.reasoning += other.reasoning;
    this.whole += other.whole;
    this.wholeTokens += other.wholeTokens;
    this.unknown += other.unknown;
    this.estimated += other.estimated;
    this.speedTokens += other.speedTokens;
    this.priced += other.priced;
    this.pricedTokens += other.pricedTokens;
    this.unpriced += other.unpriced;
    this.speedMs += other.speedMs;
    this.cost += other.cost;
    for (const [code, count] of other.errors) this.errors.set(code, (this.errors.get(code) ?? 0) + count);
    for (const source of other.sources.values()) this.addSource(source);
    this.latency.merge(other.latency);
    this.#merged.push(other);
  }

  #count({ outcome, errorCode }: Measured): void {
    if (outcome === 'ok') this.ok++;
    else if (outcome === 'cancelled') this.cancelled++;
    else {
      this.failed++;
      if (errorCode !== undefined) this.errors.set(errorCode, (this.errors.get(errorCode) ?? 0) + 1);
    }
  }

  #countTokens({ usage, outcome, tokenSource }: Measured): void {
    this.input += usage?.input ?? 0;
    this.output += usage?.output ?? 0;
    this.cached += usage?.cachedInput ?? 0;
    this.reasoning += usage?.reasoning ?? 0;
    if (usage?.input !== undefined && usage.output !== undefined) {
      this.whole++;
      this.wholeTokens += usage.input + usage.output;
    } else if (outcome === 'ok') this.unknown++;
    if (tokenSource === 'estimated') this.estimated++;
  }

  #countCost({ cost, costSource, outcome, usage }: Measured): void {
    if (costSource) this.addSource(costSource);
    if (cost !== undefined) {
      this.cost += cost;
      this.priced++;
      this.pricedTokens += (usage?.input ?? 0) + (usage?.output ?? 0);
    } else if (outcome !== 'error') this.unpriced++;
  }

  #countSpeed({ usage, firstTokenMs, lastTokenMs, tokenSource }: Measured): void {
    if (tokenSource === 'estimated' || usage?.output === undefined || usage.output < 2) return;
    if (!isDuration(firstTokenMs) || !isDuration(lastTokenMs) || lastTokenMs <= firstTokenMs) return;
    this.speedTokens += usage.output - 1;
    this.speedMs += lastTokenMs - firstTokenMs;
  }

  addSource(source: PriceSource): void {
    addSource(this.sources, source);
  }
}

export function addSource(sources: Map<string, PriceSource>, source: PriceSource): void {
  // The platform's price is one source, however often it was read.
  const kind = source.kind === 'bundled' ? `bundled ${source.date}` : source.kind;
  const known = sources.get(kind);
  const newer = source.kind === 'platform' && known?.kind === 'platform' && source.readAt > known.readAt;
  if (!known || newer) sources.set(kind, source);
}

export type ExactTally = Tally<ExactSpread>;
export const exactTally = (): ExactTally => new Tally(new ExactSpread(), new ExactSpread());

export function tallyOf(samples: Iterable<RequestSample>): ExactTally {
  const tally = exactTally();
  for (const sample of samples) tally.add(sample);
  return tally;
}

export type SketchTally = Tally<Sketch>;
export const sketchTally = (): SketchTally => new Tally(new Sketch(), new Sketch());

const isDuration = (ms: number | undefined): ms is number => ms !== undefined && Number.isFinite(ms);
