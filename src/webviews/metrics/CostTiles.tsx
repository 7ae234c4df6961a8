import { t } from '@vscode/l10n';
import { compact, exactMoney, percent } from '../shared/format.ts';
import { otherPrice, priceSource } from '../shared/prices.ts';
import type { BreakEven, CostReport, DefinitionId, NanoUsd } from '../protocol.ts';
import { useNow } from '../ui/hooks.ts';
import { Tile } from '../ui/Tile.tsx';
import { costInWords } from './sums.ts';

interface CostTilesProps {
  cost: CostReport;
  define: (id: DefinitionId) => string;
  platformName: string;
}

export function CostTiles({ cost, define, platformName }: CostTilesProps) {
  const now = useNow();
  const { basis, observed, coverage, ceiling, sources, idleShare, breakEven } = cost;
  const bases = { time: t('Billed by time'), tokens: t('Billed by tokens'), unknown: t('No price is known') };
  const origin = [...new Set(sources.map((source) => priceSource(source, platformName, now)))].join(', ');
  const paid = origin === '' ? bases[basis] : t`${bases[basis]}; price ${origin}.`;
  const other = otherPrice(cost.other, platformName, now);
  const note = other === undefined ? paid : `${paid} ${other}`;
  const rate = (least?: NanoUsd, most?: NanoUsd) => costInWords({ ...cost, observed: least, ceiling: most });
  const ranges = ceiling !== undefined && ceiling !== observed;
  const meaning = [
    define(basis === 'tokens' ? 'tokenCost' : 'timeCost'),
    ranges ? define('ceiling') : undefined,
  ]
    .filter(Boolean)
    .join(' ');
  return (
    <>
      <Tile
        title={t('Cost')}
        value={costInWords(cost)}
        unknown={t('unknown')}
        exact={observed === undefined ? undefined : exactMoney(observed)}
        note={note}
        definition={meaning}
      />
      {coverage === undefined ? null : (
        <Tile
          title={t('Watched')}
          value={percent(coverage)}
          note={t('of this time; the upper end of the cost fills in the rest')}
          definition={define('coverage')}
        />
      )}
      <Tile
        title={t('Cost per request')}
        value={rate(cost.perRequest, cost.perRequestAtMost)}
        unknown={observed === undefined ? t('unknown') : t('no requests yet')}
        definition={define('costPerRequest')}
      />
      <Tile
        title={t('Cost per 1M tokens')}
        value={rate(cost.perMillionTokens, cost.perMillionTokensAtMost)}
        unknown={observed === undefined ? t('unknown') : t('no tokens yet')}
        definition={define('costPerMillionTokens')}
      />
      {idleShare === undefined ? null : (
        <Tile
          title={t('Idle share')}
          value={percent(idleShare)}
          note={
            idleShare > 0
              ? t('paid while nothing was sent from Slipway')
              : t('every paid minute had a request')
          }
          definition={define('idleShare')}
        />
      )}
      {breakEven === undefined ? null : (
        <Tile
          title={t('Break-even')}
          value={t`${compact(breakEven.tokensPerHour)} tokens/h`}
          note={against(breakEven)}
          definition={define('breakEven')}
        />
      )}
    </>
  );
}

/** What that means for the traffic that was seen. */
function against({ serverlessModel, tokensPerHour, seenPerHour, inputShare }: BreakEven): string {
  const cheaper =
    seenPerHour > tokensPerHour ? t('this deployment is the cheaper one') : t('by token would cost less');
  return t`against ${serverlessModel} by token, with ${percent(inputShare)} input; seen ${compact(seenPerHour)}/h: ${cheaper}`;
}
