import type { PlatformUsage } from '../insight.ts';
import { wordTable } from '../word-table.ts';
import type { Reply } from './wire.ts';

type Spread = NonNullable<PlatformUsage['latency']>;
export type Distribution = Reply<'functionGetTimeRangeStats'>['inputPercentileStats'][string];
export type Other = PlatformUsage['other'];

const points: Record<number, keyof Spread> = { 5000: 'p50', 9000: 'p90', 9500: 'p95', 9900: 'p99' };

const inMs = wordTable<number>({ seconds: 1000, s: 1000, milliseconds: 1, ms: 1 });

/** Latencies in ms. Undefined: none, or in a unit that is not known. */
export function spreadOf(distribution: Distribution | undefined): Spread | undefined {
  const factor = inMs[distribution?.unit.toLowerCase() ?? ''];
  if (!distribution || factor === undefined) return undefined;
  const spread: Spread = {};
  for (const { percentileBasisPoints, value } of distribution.percentiles) {
    const point = points[percentileBasisPoints];
    if (point !== undefined && Number.isFinite(value * factor) && value >= 0)
      spread[point] = Math.round(value * factor);
  }
  return Object.keys(spread).length === 0 ? undefined : spread;
}

/** By Modal's own names and units, which may change. */
export function shownDistribution(name: string, distribution: Distribution): Other {
  const { percentiles, unit } = distribution;
  return percentiles.map(({ percentileBasisPoints, value }) => ({
    label: `${worded(name)} p${percentileBasisPoints / 100}`,
    value: measured(value, unit),
  }));
}

export function shownScalar(name: string, value: number): Other[number] {
  return { label: worded(name), value: plainNumber(value) };
}

/** `output_tokens_per_second` → “Output tokens per second”. */
export function worded(name: string): string {
  const text = name.replaceAll('_', ' ');
  const first = text.slice(0, 1).toUpperCase() + text.slice(1);
  return first.replace(/^(Cpu|Gpu)\b/, (word) => word.toUpperCase());
}

function measured(value: number, unit: string): string {
  switch (unit) {
    case 'seconds':
      return `${plainNumber(value)} s`;
    case 'gibibytes':
      return `${plainNumber(value)} GiB`;
    case 'fraction':
      return `${plainNumber(value * 100)} %`;
    default:
      return unit === '' ? plainNumber(value) : `${plainNumber(value)} ${unit}`;
  }
}

function plainNumber(value: number): string {
  return String(Number(value.toPrecision(3)));
}
