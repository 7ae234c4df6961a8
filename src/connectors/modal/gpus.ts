import { gpuOf, gpuRequests } from './app/gpu.ts';
import type { GpuRequest } from './app/gpu.ts';

/** Kinds of GPU and what Modal asks for them. Prices and counts: modal.com/pricing; memory: the makers' data sheets. */
export const gpuTable = { asOf: '2026-09-01', url: 'https://modal.com/pricing' };

export interface Gpu {
  /** As a file names it. */
  type: string;
  /** GB of one. */
  memoryGb: number;
  /** Of one and a second, in nano-dollars. */
  nanoPerSecond: number;
  /** What one should know before choosing it. */
  note?: string;
}

const gpu = (type: string, memoryGb: number, microPerSecond: number, more: Partial<Gpu> = {}): Gpu => ({
  type,
  memoryGb,
  nanoPerSecond: microPerSecond * 1000,
  ...more,
});

export const gpus: readonly Gpu[] = [
  gpu('T4', 16, 164),
  gpu('L4', 24, 222),
  gpu('A10', 24, 306),
  gpu('L40S', 48, 542),
  gpu('A100-40GB', 40, 583),
  gpu('A100-80GB', 80, 694),
  gpu('RTX-PRO-6000', 96, 842),
  gpu('H100', 80, 1097, { note: 'Modal may give an H200 at this price; H100! keeps it from that' }),
  gpu('H200', 141, 1261),
  gpu('B200', 180, 1736),
  gpu('B300', 288, 1972),
];

/** Of one second: a physical core, and a GiB. */
export const cpuNanoPerSecond = 13_100;
export const memoryNanoPerSecond = 2_220;

/** Other ways to write a kind. `A100` may be given 80 GB, at the price of 40 (Modal's guide on GPUs). */
const aliases: Record<string, string> = { A10G: 'A10', A100: 'A100-40GB' };

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
