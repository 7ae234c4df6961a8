import type { NanoUsd } from './domain.ts';
import { nanoFromDollars } from './money.ts';

/** The public prices of a platform on a day, as the JSON files beside the connectors keep them (`npm run prices`). */
export interface PriceTable {
  /** The page that they were read from. */
  source: string;
  /** ISO date of that reading. */
  date: string;
  /** Dollars as decimals, written as text so that none is rounded. */
  perSecond: Readonly<Record<string, string>>;
}

export function nanoPerSecond({ perSecond }: PriceTable, name: string): NanoUsd | undefined {
  const dollars = Object.hasOwn(perSecond, name) ? perSecond[name] : undefined;
  return dollars === undefined ? undefined : nanoFromDollars(dollars);
}
