import { t } from '@vscode/l10n';
import type { NanoUsd, TokenPrice } from './domain.ts';
import type { TokenUsage } from './inference.ts';
import { fixed } from './locale.ts';

/**
 * A decimal as the platforms send it ("0.00000088", 0.88, 5e-7), times 10^power, as an exact integer;
 * what lies below one unit is rounded half up. Undefined when it is not a plain non-negative decimal or
 * does not fit a safe integer: no price is better than a wrong one.
 */
export function scaledDecimal(value: string | number, power: number): number | undefined {
  const parts = /^(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(String(value).trim());
  if (!parts) return undefined;
  const [, whole = '', fraction = '', exponent = '0'] = parts;
  const shift = Number(exponent) + power - fraction.length;
  const digits = BigInt(whole + fraction);
  const result = shift >= 0 ? digits * 10n ** BigInt(shift) : divideRounded(digits, 10n ** BigInt(-shift));
  return exactly(result);
}

/** As a number where one holds it exactly. */
export const exactly = (whole: bigint): number | undefined =>
  whole <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(whole) : undefined;

export const nanoFromDollars = (dollars: string | number): NanoUsd | undefined => scaledDecimal(dollars, 9);
export const nanoFromCents = (cents: string | number): NanoUsd | undefined => scaledDecimal(cents, 7);

/** In words, with so many decimals. */
export const dollars = (nano: NanoUsd, digits = 2): string => t`$${fixed(nano / 1e9, digits)}`;

/** The price of one call. Undefined where a count or the price is unknown, or no number holds it exactly. */
export function tokenCost(usage: TokenUsage, price: TokenPrice): NanoUsd | undefined {
  if (usage.input === undefined || usage.output === undefined) return undefined;
  const cached =
    price.cachedInputPerMillion === undefined ? 0 : Math.min(usage.cachedInput ?? 0, usage.input);
  const total =
    BigInt(usage.input - cached) * BigInt(price.inputPerMillion) +
    BigInt(cached) * BigInt(price.cachedInputPerMillion ?? 0) +
    BigInt(usage.output) * BigInt(price.outputPerMillion);
  return exactly(divideRounded(total, 1_000_000n));
}

function divideRounded(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor / 2n) / divisor;
}
