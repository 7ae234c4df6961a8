import { t } from '@vscode/l10n';
import type { NanoUsd } from '../domain.ts';
import { wordTable } from '../word-table.ts';
import { gpuOf, gpuRequests } from './app/gpu.ts';
import type { GpuRequest } from './app/gpu.ts';
import { nanoPerSecond } from '../price-table.ts';
import table from './prices.json' with { type: 'json' };

/** Where the prices below come from, and of which day. */
export const gpuTable = { asOf: table.date, url: table.source };

export interface Gpu {
  /** As a file names it. */
  type: string;
  /** GB of one. */
  memoryGb: number;
  /** Of one and a second; absent where the table has none. */
  nanoPerSecond: NanoUsd | undefined;
  /** What one should know before choosing it. */
  note?: string;
}

const gpu = (type: string, memoryGb: number, more: Partial<Gpu> = {}): Gpu => ({
  type,
  memoryGb,
  nanoPerSecond: nanoPerSecond(table, type),
  ...more,
});

/** What Modal offers (modal.com/pricing); memory by the makers' data sheets. */
export const gpus: readonly Gpu[] = [
  gpu('T4', 16),
  gpu('L4', 24),
  gpu('A10', 24),
  gpu('L40S', 48),
  gpu('A100-40GB', 40),
  gpu('A100-80GB', 80),
  gpu('RTX-PRO-6000', 96),
  gpu('H100', 80, { note: t('Modal may give an H200 at this price; H100! keeps it from that') }),
  gpu('H200', 141),
  gpu('B200', 180),
  gpu('B300', 288),
];

/** Of one second: a physical core, and a GiB. */
export const cpuNanoPerSecond = nanoPerSecond(table, 'core') ?? 0;
export const memoryNanoPerSecond = nanoPerSecond(table, 'GiB') ?? 0;

/** Other ways to write a kind. `A100` may be given 80 GB, at the price of 40 (Modal's guide on GPUs). */
const aliases = wordTable<string>({ A10G: 'A10', A100: 'A100-40GB' });

/** The kind and number that a text asks for first. Undefined: not written as Modal has it. */
export function firstGpu(text: string): GpuRequest | undefined {
  const [first] = gpuRequests(gpuOf(text));
  if (!first) return undefined;
  const type = first.type.replace(/[!+]$/, '');
  return { type: aliases[type] ?? type, count: first.count };
}

export function findGpu(type: string): Gpu | undefined {
  return gpus.find((each) => each.type === type);
}

export function gpuLabel({ type, count }: GpuRequest): string {
  return count === 1 ? type : `${count}× ${type}`;
}
