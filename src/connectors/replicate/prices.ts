import type { HourlyPrice, NanoUsd } from '../domain.ts';

/** No call of the platform tells prices, so its page does (replicate.com/pricing). */
export const priceTable = { asOf: '2026-05-12', url: 'https://replicate.com/pricing' };

export interface SkuFacts {
  /** Per second of one online instance, in micro-dollars: every price on the page is a whole number of them. */
  microPerSecond: number;
  gpu?: string;
  gpuCount?: number;
  gpuMemoryGb?: number;
}

const cpu = (microPerSecond: number): SkuFacts => ({ microPerSecond });
const gpus = (gpu: string, memory: number, micro: number, gpuCount: number): SkuFacts => ({
  microPerSecond: micro * gpuCount,
  gpu,
  gpuCount,
  gpuMemoryGb: memory * gpuCount,
});
const l40s = (count: number) => gpus('L40S', 48, 975, count);
const a100 = (count: number) => gpus('A100', 80, 1400, count);
const h100 = (count: number) => gpus('H100', 80, 1525, count);

const facts: Record<string, SkuFacts> = {
  'cpu-small': cpu(25),
  cpu: cpu(100),
  'gpu-t4': gpus('T4', 16, 225, 1),
  'gpu-l40s': l40s(1),
  'gpu-l40s-2x': l40s(2),
  'gpu-a100-large': a100(1),
  'gpu-a100-large-2x': a100(2),
  'gpu-h100': h100(1),
  // By committed-spend contract only.
  'gpu-l40s-4x': l40s(4),
  'gpu-l40s-8x': l40s(8),
  'gpu-a100-large-4x': a100(4),
  'gpu-a100-large-8x': a100(8),
  'gpu-h100-2x': h100(2),
  'gpu-h100-4x': h100(4),
  'gpu-h100-8x': h100(8),
  // Retired, but old deployments may still run on them.
  'gpu-a40-small': gpus('A40', 48, 575, 1),
  'gpu-a40-large': gpus('A40', 48, 725, 1),
};

/** As older pages spell them. */
const aliases: Record<string, string> = {
  'gpu-2x-l40s': 'gpu-l40s-2x',
  'gpu-4x-l40s': 'gpu-l40s-4x',
  'gpu-8x-l40s': 'gpu-l40s-8x',
};

const own = <T>(table: Record<string, T>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

export function skuFacts(sku: string): SkuFacts | undefined {
  return own(facts, own(aliases, sku) ?? sku);
}

/** The person's own price goes before the table; hardware that neither knows has no price, which is not 0. */
export function priceOf(sku: string, prices: Record<string, NanoUsd> = {}): HourlyPrice | undefined {
  const set = own(prices, sku);
  if (set !== undefined) return { perReplicaHour: set, source: { kind: 'user' } };
  const known = skuFacts(sku);
  if (!known) return undefined;
  return {
    perReplicaHour: known.microPerSecond * 1000 * 3600,
    source: { kind: 'bundled', date: priceTable.asOf, url: priceTable.url },
  };
}
