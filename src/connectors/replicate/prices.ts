import type { HourlyPrice } from '../domain.ts';
import { nanoPerSecond } from '../price-table.ts';
import { wordTable } from '../word-table.ts';
import table from './prices.json' with { type: 'json' };

/** What a kind of hardware is made of (replicate.com/pricing). Its price is in the table. */
export interface SkuFacts {
  gpu?: string;
  gpuCount?: number;
  gpuMemoryGb?: number;
}

const gpus = (gpu: string, memory: number, gpuCount: number): SkuFacts => ({
  gpu,
  gpuCount,
  gpuMemoryGb: memory * gpuCount,
});
const l40s = (count: number) => gpus('L40S', 48, count);
const a100 = (count: number) => gpus('A100', 80, count);
const h100 = (count: number) => gpus('H100', 80, count);

const facts = wordTable<SkuFacts>({
  'cpu-small': {},
  cpu: {},
  'gpu-t4': gpus('T4', 16, 1),
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
  'gpu-a40-small': gpus('A40', 48, 1),
  'gpu-a40-large': gpus('A40', 48, 1),
});

/** As older pages spell them. */
const aliases = wordTable<string>({
  'gpu-2x-l40s': 'gpu-l40s-2x',
  'gpu-4x-l40s': 'gpu-l40s-4x',
  'gpu-8x-l40s': 'gpu-l40s-8x',
});

const own = <T>(record: Record<string, T>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

const normal = (sku: string): string => own(aliases, sku) ?? sku;

export function skuFacts(sku: string): SkuFacts | undefined {
  return own(facts, normal(sku));
}

/** No call of the platform tells prices, so its page does. Hardware that it does not name has no price, which is not 0. */
export function tablePrice(sku: string): HourlyPrice | undefined {
  const nano = nanoPerSecond(table, normal(sku));
  if (nano === undefined) return undefined;
  return {
    perReplicaHour: nano * 3600,
    source: { kind: 'bundled', date: table.date, url: table.source },
  };
}
