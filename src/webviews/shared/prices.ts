/** Prices in words: where they come from, how old they are, and what speaks against them. Pure. */
import { t } from '@vscode/l10n';
import { ago, money, perHour } from './format.ts';
import type { HourlyPrice, PriceSource, TokenPrice } from '../protocol.ts';

const dayMs = 86_400_000;
/** A table that is older than this may be wrong by now. */
const oldAfterDays = 30;

/** Where a price comes from and how old it is. */
export function priceSource(source: PriceSource, platformName: string, now: number): string {
  if (source.kind === 'platform') return t`from ${platformName}, read ${ago(source.readAt, now)}`;
  if (source.kind === 'user') return t('set by you');
  const days = Math.floor((now - Date.parse(source.date)) / dayMs);
  const age = days > oldAfterDays ? t`, ${String(days)} days old` : '';
  return t`from Slipway’s price table of ${source.date}${age}`;
}

type Other = NonNullable<HourlyPrice['other'] | TokenPrice['other']>;

/** What the next source says, where it is far from the price that is used. */
export function otherPrice(other: Other | undefined, platformName: string, now: number): string | undefined {
  if (!other) return undefined;
  const amount =
    'perReplicaHour' in other ? t`${perHour(other.perReplicaHour)} per replica` : tokenPrices(other);
  return t`Another price is far from it: ${amount}, ${priceSource(other.source, platformName, now)}.`;
}

export function tokenPrices({
  inputPerMillion,
  outputPerMillion,
}: Pick<TokenPrice, 'inputPerMillion' | 'outputPerMillion'>): string {
  return t`${money(inputPerMillion)} in, ${money(outputPerMillion)} out per 1M tokens`;
}
