/**
 * Modal's list prices (pricing page of 2026-09-01) in pico-dollars a millisecond, which is what makes all of them
 * whole numbers.
 */
const gpus: Readonly<Record<string, bigint>> = {
  T4: 164_000n,
  L4: 222_000n,
  A10: 306_000n,
  L40S: 542_000n,
  'A100-40GB': 583_000n,
  'A100-80GB': 694_000n,
  'RTX-PRO-6000': 842_000n,
  H100: 1_097_000n,
  H200: 1_261_000n,
  B200: 1_736_000n,
  B300: 1_972_000n,
};
const aliases: Readonly<Record<string, string>> = {
  A10G: 'A10',
  A100: 'A100-40GB',
  'H100!': 'H100',
  'B200+': 'B200',
};
/** Of a core, and of a GiB of memory. */
const cpu = 13_100n;
const memory = 2_220n;

/** What a container of the simulator asks for besides its GPUs. */
export const request = { cores: 2n, gib: 16n };

export const resources = ['CPU', 'Memory', ...Object.keys(gpus)];

export interface Gpu {
  readonly type: string;
  readonly count: number;
}

/** `H100:2`; no count means one. */
export function gpuOf(text: string): Gpu {
  const [name = '', count = '1'] = text.toUpperCase().split(':');
  return { type: aliases[name] ?? name, count: Number(count) };
}

export const knownGpu = (text: string): boolean => gpuOf(text).type in gpus;

const broad = ['us', 'eu', 'ap', 'uk', 'ca', 'me', 'sa', 'af', 'mx', 'jp'];

/** In hundredths: a broad region costs half as much again, a narrow one three quarters. */
export function regionPercent(region: string | undefined): bigint {
  if (region === undefined || region === '') return 100n;
  return broad.includes(region) ? 150n : 175n;
}

/** Pico-dollars a millisecond of each resource of a container, before the region. */
export function rateOf(gpu: Gpu): ReadonlyMap<string, bigint> {
  return new Map([
    ['CPU', cpu * request.cores],
    ['Memory', memory * request.gib],
    ...(gpu.type in gpus ? [[gpu.type, gpus[gpu.type]! * BigInt(gpu.count)] as const] : []),
  ]);
}

const names: Readonly<Record<string, string>> = { CPU: 'cpu', Memory: 'memory' };

/** Name and decimal dollars an hour, as the workspace's own price list has them. */
export function hourlyRates(): Record<string, string> {
  const all = { CPU: cpu, Memory: memory, ...gpus };
  const dollars = Object.entries(all).map(([name, rate]) => [
    names[name] ?? name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_'),
    decimal(rate * 3_600_000n),
  ]);
  return Object.fromEntries(dollars) as Record<string, string>;
}

/** Pico-dollars as decimal dollars, at least six places, none lost. */
export function decimal(pico: bigint): string {
  const sign = pico < 0n ? '-' : '';
  const digits = (pico < 0n ? -pico : pico).toString().padStart(13, '0');
  const places = digits.slice(-12).replace(/0{1,6}$/, '');
  return `${sign}${digits.slice(0, -12)}.${places}`;
}
