import type { NanoUsd } from '../domain.ts';

/**
 * The sum of amounts in dollars as Modal writes them ("0.001234567891", "-1.5", "2e-7"), exact until it is
 * rounded once to whole nano-dollars, half away from zero. Undefined when one is no decimal: no sum is better
 * than a wrong one.
 */
export function sumDollars(amounts: readonly string[]): NanoUsd | undefined {
  const read = amounts.map(decimal);
  const known = read.filter((amount) => amount !== undefined);
  if (known.length < read.length) return undefined;
  const scale = Math.max(nano, ...known.map(({ digits }) => digits));
  const total = known.reduce((sum, { units, digits }) => sum + units * 10n ** BigInt(scale - digits), 0n);
  const divisor = 10n ** BigInt(scale - nano);
  const half = total < 0n ? -divisor / 2n : divisor / 2n;
  const rounded = (total + half) / divisor;
  const number = Number(rounded);
  return Number.isSafeInteger(number) ? number : undefined;
}

/** Digits behind the point of a nano-dollar. */
const nano = 9;
/** A longer one is no amount of money. */
const mostDigits = 60;

interface Decimal {
  /** The amount times 10^digits. */
  units: bigint;
  digits: number;
}

function decimal(text: string): Decimal | undefined {
  const parts = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,2}))?$/.exec(text.trim());
  if (!parts) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  const digits = fraction.length - Number(exponent);
  if (whole.length + fraction.length > mostDigits || digits > mostDigits) return undefined;
  const units = BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}`);
  return digits >= 0 ? { units, digits } : { units: units * 10n ** BigInt(-digits), digits: 0 };
}
