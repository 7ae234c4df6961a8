import { t } from '@vscode/l10n';
import { exactMoney, money } from '../shared/format.ts';
import { priceSource } from '../shared/prices.ts';
import type { CombinedCost, NanoUsd, UsageCost } from '../protocol.ts';
import { useNow } from '../ui/hooks.ts';
import { Tile } from '../ui/Tile.tsx';
import { asSentence } from '../shared/words.ts';

/** What the window cost as far as it follows from what the platform reports: bounds, an estimate, and how they came about. */
interface UsageCostTilesProps {
  cost: UsageCost;
  platformName: string;
  combined: CombinedCost | undefined;
}

export function UsageCostTiles({ cost, platformName, combined }: UsageCostTilesProps) {
  const { floor, estimate, ceiling, source, explained } = cost;
  const now = useNow();
  return (
    <section class="stack-small" aria-label={t('Cost of this window')}>
      <h3>{t('Cost')}</h3>
      <div class="tiles three">
        <Figure title={t('At least')} nano={floor} />
        <Figure title={t('Estimate')} nano={estimate} />
        <Figure title={t('At most')} nano={ceiling} />
      </div>
      {combined === undefined ? null : <p class="combined-cost">{bothInWords(combined, platformName)}</p>}
      <ul class="not-given quiet small">
        {explained.map((sentence) => (
          <li key={sentence}>{asSentence(sentence)}</li>
        ))}
        {source === undefined ? null : (
          <li>
            {t('The price is')} {priceSource(source, platformName, now)}.
          </li>
        )}
      </ul>
    </section>
  );
}

function Figure({ title, nano }: { title: string; nano: NanoUsd | undefined }) {
  return nano === undefined ? null : <Tile title={title} value={money(nano)} exact={exactMoney(nano)} />;
}

/** What follows from this record and from what Slipway watched, which bound the same bill. */
export function bothInWords({ floor = 0, ceiling, conflict }: CombinedCost, platformName: string): string {
  if (conflict)
    return t`What Slipway watched and what ${platformName} reports exclude each other: both are shown as they are.`;
  const range =
    ceiling === undefined
      ? t`at least ${money(floor)}`
      : money(floor) === money(ceiling)
        ? money(floor)
        : `${money(floor)} – ${money(ceiling)}`;
  return t`With what Slipway watched: ${range}.`;
}
