import type { NanoUsd } from '../../connectors/domain.ts';
import { sourcesOf } from './timeCost.ts';
import type { TimeCost } from './timeCost.ts';
import type { CostReport, RequestSample } from './types.ts';

/** Cost of a deployment that bills by the time of its ready replicas. */
export function costByTime(time: TimeCost, samples: readonly RequestSample[]): CostReport {
  const ok = samples.filter(({ outcome }) => outcome === 'ok').length;
  return {
    basis: 'time',
    ...(time.observed === undefined ? {} : { observed: time.observed, ...per(time.observed, ok, samples) }),
    ...(time.ceiling === undefined ? {} : { ceiling: time.ceiling }),
    coverage: time.coverage,
    atLeast: time.atLeast,
    sources: time.sources,
  };
}

/** Cost of a deployment that bills by tokens: what its calls cost, as far as that is known. */
export function costByTokens(samples: readonly RequestSample[]): CostReport {
  const priced = samples.filter(({ cost }) => cost !== undefined);
  const observed = priced.reduce((sum, { cost }) => sum + (cost ?? 0), 0);
  return {
    basis: 'tokens',
    ...(priced.length === 0 ? {} : { observed, ...per(observed, priced.length, priced) }),
    atLeast: samples.some(({ outcome, cost }) => outcome !== 'error' && cost === undefined),
    sources: sourcesOf(
      samples.map(({ costSource }) => (costSource ? { price: { source: costSource } } : {})),
    ),
  };
}

function per(cost: NanoUsd, requests: number, samples: readonly RequestSample[]) {
  const tokens = samples.reduce((sum, { usage }) => sum + (usage?.input ?? 0) + (usage?.output ?? 0), 0);
  return {
    ...(requests > 0 ? { perRequest: Math.round(cost / requests) } : {}),
    ...(tokens > 0 ? { perMillionTokens: Math.round((cost / tokens) * 1_000_000) } : {}),
  };
}
