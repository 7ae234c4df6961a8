import type { TimeWindow } from '../../connectors/connector.ts';
import type { HourlyPrice, TokenPrice } from '../../connectors/domain.ts';
import type { DeploymentKey } from '../deployments/types.ts';
import { costByTime, costByTokens } from './cost.ts';
import { distribution, nearestRank } from './percentile.ts';
import { bucketLength, bucketStarts, series, tokenCosts } from './series.ts';
import { countErrors, countRequests, countTokens, firstTokens, latencies, tokensPerSecond } from './tally.ts';
import { timeCost } from './timeCost.ts';
import type { TimeCost } from './timeCost.ts';
import type { CostReport, FleetRow, MetricsReport, RequestSample, StatusSample } from './types.ts';

/** What a report is made of, as read from the store. */
export interface Material {
  key: DeploymentKey;
  window: TimeWindow;
  now: number;
  /** Within the window, ascending. */
  requests: readonly RequestSample[];
  /** Ascending, with the nearest ones outside of the window. */
  statuses: readonly StatusSample[];
  /** See TimeCostOptions. */
  holdMs: number;
  /** What is known of the deployment now. */
  deployment?: { price?: HourlyPrice; tokenPrice?: TokenPrice; createdAt?: number };
}

export function report(material: Material): MetricsReport {
  const { key, window, now, requests } = material;
  const bucketMs = bucketLength(window);
  const starts = bucketStarts(window, bucketMs);
  const basis = basisOf(material);
  const time = timeOf(material, starts.slice(1));
  const rate = tokensPerSecond(requests);
  return {
    deployment: key,
    window,
    computedAt: now,
    requests: countRequests(requests, (Math.min(window.to, now) - window.from) / 60_000),
    errors: countErrors(requests),
    exact: true,
    covered: window,
    latency: distribution(latencies(requests)),
    firstToken: distribution(firstTokens(requests)),
    ...(rate === undefined ? {} : { tokensPerSecond: rate }),
    tokens: countTokens(requests),
    cost: costOf(basis, time, requests),
    series: series(
      requests,
      starts,
      bucketMs,
      basis === 'tokens' ? tokenCosts(requests, starts, bucketMs) : time.parts,
    ),
    bucketMs,
  };
}

/** The same numbers as `report`, as far as a row of the fleet table shows them. */
export function fleetRow(material: Material): FleetRow {
  const { key, requests } = material;
  const { successRate } = countRequests(requests, 0);
  const sorted = Float64Array.from(latencies(requests)).sort();
  return {
    key,
    requests: requests.length,
    ...(successRate === undefined ? {} : { successRate }),
    ...(sorted.length === 0 ? {} : { p95: nearestRank(sorted, 95) }),
    tokens: countTokens(requests).total,
    cost: costOf(basisOf(material), timeOf(material, []), requests),
  };
}

/** How it is billed: told by the prices that are or were known, or by calls that had a cost of their own. */
function basisOf({ deployment, statuses, requests }: Material): CostReport['basis'] {
  if (deployment?.price || statuses.some(({ price }) => price !== undefined)) return 'time';
  if (deployment?.tokenPrice || requests.some(({ cost }) => cost !== undefined)) return 'tokens';
  return 'unknown';
}

function costOf(basis: CostReport['basis'], time: TimeCost, requests: readonly RequestSample[]): CostReport {
  if (basis === 'tokens') return costByTokens(requests);
  if (basis === 'time') return costByTime(time, requests);
  return { basis, coverage: time.coverage, atLeast: time.atLeast, sources: [] };
}

function timeOf(material: Material, edges: readonly number[]): TimeCost {
  const { statuses, window, now, holdMs, deployment } = material;
  // Before it was made there was nothing to watch.
  const from = Math.max(window.from, Math.min(deployment?.createdAt ?? window.from, window.to));
  return timeCost(statuses, { from, to: window.to }, { holdMs, now }, edges);
}
