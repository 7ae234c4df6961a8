import type { TimeWindow } from '../../connectors/connector.ts';
import type { HourlyPrice, TokenPrice } from '../../connectors/domain.ts';
import type { DeploymentKey } from '../deployments/types.ts';
import { costByTime, costByTokens } from './cost.ts';
import { countsOf, errorsOf, successRate, tokensOf, tokensPerSecond } from './counts.ts';
import { idleEdges, idleShareOf } from './idle.ts';
import { series, tokenCosts } from './series.ts';
import { distributionOf } from './spread.ts';
import type { Summary } from './summary.ts';
import type { Totals } from './tally.ts';
import { timeCost } from './timeCost.ts';
import type { TimeCost } from './timeCost.ts';
import type { CostReport, FleetRow, MetricsReport, StatusSample } from './types.ts';

/** What is known of a deployment beside its requests. */
export interface Material {
  key: DeploymentKey;
  window: TimeWindow;
  now: number;
  /** Ascending, with the nearest ones outside of the window. */
  statuses: readonly StatusSample[];
  /** See TimeCostOptions. */
  holdMs: number;
  /** The minutes in which requests were sent, as `busyMinutes` gives them. */
  busy?: readonly number[] | undefined;
  /** What is known of the deployment now. */
  deployment?: { price?: HourlyPrice; tokenPrice?: TokenPrice; createdAt?: number };
}

/** `material.window` is the window that the summary covers; `asked` is the one that was asked for. */
export function report(material: Material, summary: Summary, asked: TimeWindow): MetricsReport {
  const { key, window, now } = material;
  const { total, points, starts, bucketMs, exact } = summary;
  const basis = basisOf(material, total);
  const time = timeOf(material, starts.slice(1));
  const rate = tokensPerSecond(total);
  return {
    deployment: key,
    window: asked,
    computedAt: now,
    requests: countsOf(total, (Math.min(window.to, now) - window.from) / 60_000),
    errors: errorsOf(total),
    exact,
    covered: window,
    latency: distributionOf(total.latency),
    firstToken: distributionOf(total.firstToken),
    ...(rate === undefined ? {} : { tokensPerSecond: rate }),
    tokens: tokensOf(total),
    cost: {
      ...costOf(basis, time, total),
      ...idleOf(material, basis, timeOf(material, idleEdges(material.busy ?? []))),
      ...doubtOf(basis, material),
    },
    series: series(points, starts, basis === 'tokens' ? tokenCosts(points) : time.parts),
    bucketMs,
  };
}

/** The same numbers as `report`, as far as a row of the fleet table shows them. */
export function fleetRow(material: Material, total: Totals, lastRequestAt?: number): FleetRow {
  const basis = basisOf(material, total);
  const time = timeOf(material, idleEdges(material.busy ?? []));
  return {
    key: material.key,
    requests: total.n,
    ...successRate(total),
    ...(total.latency.n === 0 ? {} : { p95: total.latency.ranks([95])[0] as number }),
    tokens: tokensOf(total).total,
    cost: { ...costOf(basis, time, total), ...idleOf(material, basis, time) },
    ...(lastRequestAt === undefined ? {} : { lastRequestAt }),
  };
}

/** How it is billed: told by the prices that are or were known, or by calls that had a cost of their own. */
function basisOf({ deployment, statuses }: Material, { priced }: Totals): CostReport['basis'] {
  if (deployment?.price || statuses.some(({ price }) => price !== undefined)) return 'time';
  if (deployment?.tokenPrice || priced > 0) return 'tokens';
  return 'unknown';
}

function costOf(basis: CostReport['basis'], time: TimeCost, total: Totals): CostReport {
  if (basis === 'tokens') return costByTokens(total);
  if (basis === 'time') return costByTime(time, total);
  return { basis, coverage: time.coverage, atLeast: time.atLeast, sources: [] };
}

/** Of what was paid by time. `parts` are those between the edges of idle and busy minutes. */
function idleOf({ busy }: Material, basis: CostReport['basis'], { parts }: TimeCost): { idleShare?: number } {
  if (basis !== 'time' || !busy) return {};
  const idleShare = idleShareOf(parts);
  return idleShare === undefined ? {} : { idleShare };
}

function doubtOf(basis: CostReport['basis'], { deployment }: Material): Pick<CostReport, 'other'> {
  const other = (basis === 'time' ? deployment?.price : deployment?.tokenPrice)?.other;
  return other ? { other } : {};
}

/** The cost alone. */
export const costWithin = (material: Material, total: Totals): CostReport =>
  costOf(basisOf(material, total), timeOf(material, []), total);

function timeOf(material: Material, edges: readonly number[]): TimeCost {
  const { statuses, window, now, holdMs, deployment } = material;
  // Before it was made there was nothing to watch. It may not be the first of its name.
  const [first] = statuses;
  const madeAt = Math.min(
    first?.createdAt ?? deployment?.createdAt ?? window.from,
    first?.at ?? Infinity,
    window.to,
  );
  const from = Math.max(window.from, madeAt);
  return timeCost(statuses, { from, to: window.to }, { holdMs, now }, edges);
}
