import type { ServerEntry } from '../../connectors/connector.ts';
import { platformIds, type NanoUsd, type PlatformId } from '../../connectors/domain.ts';
import { nanoFromDollars } from '../../connectors/money.ts';

/** More than this per hour is a mistake in typing. */
const mostDollars = 100_000;

export interface PriceChoice {
  prices: Record<string, NanoUsd>;
  problems: string[];
}

/** How a price is written in the setting `slipway.prices`. */
export const priceKey = (platform: PlatformId, name: string): string => `${platform}/${name}`;

/**
 * The prices that a person has set for one platform, by what follows the slash. A server is named by its
 * label, because nobody knows its id: it is found here by both.
 */
export function chosenPrices(
  platform: PlatformId,
  setting: unknown,
  servers: readonly Pick<ServerEntry, 'id' | 'label'>[] = [],
): PriceChoice {
  const choice: PriceChoice = { prices: {}, problems: [] };
  if (typeof setting !== 'object' || setting === null) return choice;
  for (const [key, value] of Object.entries(setting)) {
    const [head = '', ...rest] = key.split('/');
    const name = rest.join('/');
    if (head !== platform) {
      if (!isPlatform(head)) choice.problems.push(`"${key}" does not begin with a platform and a slash.`);
      continue;
    }
    const price = name === '' ? undefined : priceOf(value);
    if (price === undefined) choice.problems.push(`"${key}" needs a name and dollars per hour as a number.`);
    else choice.prices[name] = price;
  }
  for (const { id, label } of servers) {
    const price = choice.prices[id] ?? choice.prices[label];
    if (price !== undefined) choice.prices[id] = price;
  }
  return choice;
}

/** Dollars per hour as typed into a box: why they are none, or undefined. */
export function priceProblem(text: string): string | undefined {
  return priceOf(dollarsOf(text)) === undefined ? 'Type dollars per hour, such as 1.29.' : undefined;
}

export const dollarsOf = (text: string): number => {
  const plain = text.trim().replace(/^\$\s*/, '');
  return plain === '' ? NaN : Number(plain);
};

function priceOf(value: unknown): NanoUsd | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0 || value > mostDollars)
    return undefined;
  return nanoFromDollars(value);
}

const isPlatform = (text: string): boolean => platformIds.some((id) => id === text);
