import type { TimeWindow } from '../../connectors/connector.ts';
import type { NanoUsd, PriceSource } from '../../connectors/domain.ts';
import { Bill } from './bill.ts';
import type { BilledTime, Stretch } from './bill.ts';
import { stretchesOf } from './stretches.ts';
import type { StatusSample } from './types.ts';

export interface TimeCostOptions {
  /** A reading holds until the next one if that comes within this; else nobody watched. */
  holdMs: number;
  now: number;
}

/** What a deployment that bills by time cost, as far as it was watched. */
export interface TimeCost extends BilledTime {
  /** Share of the window so far, 0 to 1. */
  coverage: number;
  sources: PriceSource[];
  /** Observed cost within each of the given stretches; they add up to `observed` exactly. */
  parts: (NanoUsd | undefined)[];
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
  const bill = new Bill();
  const bounds = [...edges, Infinity];
  const parts: (NanoUsd | undefined)[] = [];
  let seenInPart = false;
  let before = 0;
  const closePart = () => {
    const total = bill.observed.total();
    parts.push(seenInPart ? total - before : undefined);
    before = total;
    seenInPart = false;
  };

  for (const stretch of cutAt(stretches, edges)) {
    while (stretch.from >= (bounds[parts.length] as number)) closePart();
    bill.add(stretch);
    seenInPart ||= stretch.rate !== undefined;
  }
  while (parts.length < bounds.length) closePart();

  return {
    ...bill.cost(),
    coverage: end > from ? bill.watchedMs / (end - from) : 0,
    sources: sourcesOf(samples),
    parts,
  };
}

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
