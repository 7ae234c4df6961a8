import { t } from '@vscode/l10n';
import { locale } from '../../connectors/locale.ts';
import { exactMoney, moneySum } from '../shared/format.ts';
import type { DefinitionId, MetricsState, MoneySum, Spend } from '../protocol.ts';
import { Tile } from '../ui/Tile.tsx';

interface SpendTilesProps {
  spend: Spend | undefined;
  definitions: MetricsState['definitions'];
}

/** Money by the calendar: what is known, and up to where it may go. */
export function SpendTiles({ spend, definitions }: SpendTilesProps) {
  const tile = (title: string, sum: MoneySum | undefined, id: DefinitionId, note: string) => (
    <Tile
      title={title}
      value={sum && moneySum(sum)}
      unknown={t('adding it up…')}
      exact={sum && exactMoney(sum.known)}
      note={sum?.atLeast ? t`${note}; at least: a price or a bound is unknown` : note}
      definition={definitions[id].definition}
    />
  );
  return (
    <>
      {tile(t('Today'), spend?.today, 'today', t('since midnight'))}
      {tile(t('This month'), spend?.month, 'month', spend ? t`since ${day(spend.monthFrom)}` : t('so far'))}
      {tile(
        t('Forecast'),
        spend?.forecast,
        'forecast',
        spend ? t`to ${day(spend.monthTo - 1)}` : t('to the end of the month'),
      )}
    </>
  );
}

const day = (at: number): string => new Date(at).toLocaleString(locale(), { month: 'short', day: 'numeric' });
