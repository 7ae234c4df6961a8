import { t } from '@vscode/l10n';
import type { ServerEntry } from '../../connectors/connector.ts';
import { platformIds, type NanoUsd, type PlatformId } from '../../connectors/domain.ts';
import { nanoFromDollars } from '../../connectors/money.ts';
import type { OwnPrice } from '../../connectors/price-book.ts';

/** More than this, per hour or per million tokens, is a mistake in typing. */
const mostDollars = 100_000;

export interface PriceChoice {
  prices: Record<string, OwnPrice>;
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
      if (!isPlatform(head)) choice.problems.push(t`"${key}" does not begin with a platform and a slash.`);
      continue;
    }
    const price = name === '' ? t('needs a name after the slash.') : ownPrice(value);
    if (typeof price === 'string') choice.problems.push(`"${key}" ${price}`);
    else choice.prices[name] = price;
  }
  for (const { id, label } of servers) {
    const price = choice.prices[id] ?? choice.prices[label];
    if (price !== undefined) choice.prices[id] = price;
  }
  return choice;
}

/** As written in the setting: a number is dollars per hour. A text: what is wrong with it. */
function ownPrice(value: unknown): OwnPrice | string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const perHour = priceOf(value);
    return perHour === undefined ? t('needs dollars per hour as a number.') : { perHour };
  }
  const { perHour, inputPerMillion, outputPerMillion, contract, ...others } = value as Record<
    string,
    unknown
  >;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return t`has “${unknown}”, which is no part of a price.`;
  if (contract !== undefined && typeof contract !== 'boolean') return t('needs true or false as “contract”.');
  const amounts = [perHour, inputPerMillion, outputPerMillion].filter((amount) => amount !== undefined);
  if (amounts.length === 0 || amounts.some((amount) => priceOf(amount) === undefined))
    return t('needs dollars as numbers: “perHour”, or “inputPerMillion” and “outputPerMillion”.');
  if ((inputPerMillion === undefined) !== (outputPerMillion === undefined))
    return t('needs “inputPerMillion” and “outputPerMillion” together.');
  const hourly = priceOf(perHour);
  const [input, output] = [priceOf(inputPerMillion), priceOf(outputPerMillion)];
  return {
    ...(hourly === undefined ? {} : { perHour: hourly }),
    ...(input === undefined || output === undefined ? {} : { tokens: { input, output } }),
    ...(contract === true ? { contract } : {}),
  };
}

/** Dollars per hour as typed into a box: why they are none, or undefined. */
export function priceProblem(text: string): string | undefined {
  return priceOf(dollarsOf(text)) === undefined ? t('Type dollars per hour, such as 1.29.') : undefined;
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
