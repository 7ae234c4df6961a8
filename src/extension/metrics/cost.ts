import type { NanoUsd } from '../../connectors/domain.ts';
import type { Totals } from './tally.ts';
import type { TimeCost } from './timeCost.ts';
import type { CostReport } from './types.ts';

/** Cost of a deployment that bills by the time of its ready replicas. */
export function costByTime(time: TimeCost, { ok, input, output }: Totals): CostReport {
  return {
    basis: 'time',
    ...(time.observed === undefined
      ? {}
      : { observed: time.observed, ...per(time.observed, ok, input + output) }),
    ...(time.ceiling === undefined
      ? {}
      : { ceiling: time.ceiling, ...atMost(per(time.ceiling, ok, input + output)) }),
    coverage: time.coverage,
    atLeast: time.atLeast,
    sources: time.sources,
  };
}

/** Cost of a deployment that bills by tokens: what its calls cost, as far as that is known. */
export function costByTokens({ cost, priced, pricedTokens, unpriced, sources }: Totals): CostReport {
  return {
    basis: 'tokens',
    ...(priced === 0 ? {} : { observed: cost, ...per(cost, priced, pricedTokens) }),
    atLeast: unpriced > 0,
    sources: [...sources.values()],
  };
}

type Rates = Pick<CostReport, 'perRequest' | 'perMillionTokens'>;

function per(cost: NanoUsd, requests: number, tokens: number): Rates {
  return {
    ...(requests > 0 ? { perRequest: Math.round(cost / requests) } : {}),
    ...(tokens > 0 ? { perMillionTokens: Math.round((cost / tokens) * 1_000_000) } : {}),
  };
}

const atMost = ({ perRequest, perMillionTokens }: Rates) => ({
  ...(perRequest === undefined ? {} : { perRequestAtMost: perRequest }),
  ...(perMillionTokens === undefined ? {} : { perMillionTokensAtMost: perMillionTokens }),
});
