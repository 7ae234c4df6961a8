import { exactMoney, moneySum } from '../format.ts';
import type { MetricsState, MoneySum, Spend } from '../protocol.ts';
import { Tile } from '../ui/Tile.tsx';

interface SpendTilesProps {
  spend: Spend | undefined;
  definitions: MetricsState['definitions'];
}

/** Money by the calendar: what is known, and up to where it may go. */
export function SpendTiles({ spend, definitions }: SpendTilesProps) {
  const tile = (title: string, sum: MoneySum | undefined, id: string, note: string) => (
    <Tile
      title={title}
      value={sum && moneySum(sum)}
      unknown="adding it up…"
      exact={sum && exactMoney(sum.known)}
      note={sum?.atLeast ? `${note}; at least: a price or a bound is unknown` : note}
      definition={definitions[id]?.definition}
    />
  );
  return (
    <>
      {tile('Today', spend?.today, 'today', 'since midnight')}
      {tile('This month', spend?.month, 'month', spend ? `since ${day(spend.monthFrom)}` : 'so far')}
      {tile(
        'Forecast',
        spend?.forecast,
        'forecast',
        spend ? `to ${day(spend.monthTo - 1)}` : 'to the end of the month',
      )}
    </>
  );
}

const day = (at: number): string => new Date(at).toLocaleString('en-US', { month: 'short', day: 'numeric' });
