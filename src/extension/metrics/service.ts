import type { Clock, TimeWindow } from '../../connectors/connector.ts';
import type { BurnRate, DeploymentKey, DeploymentView } from '../deployments/types.ts';
import type { Store } from '../store/store.ts';
import { busyMinutes } from './busy.ts';
import { lengthOf } from './history.ts';
import { OnceRead } from './onceRead.ts';
import { costWithin, fleetRow, report } from './report.ts';
import type { Material } from './report.ts';
import { Spending } from './spending.ts';
import { summarise, summariseAll } from './summary.ts';
import { exactTally } from './tally.ts';
import { holdOf } from './hold.ts';
import type {
  CostReport,
  FleetRow,
  HistorySize,
  MetricsReport,
  MoneySum,
  Spend,
  StatusSample,
} from './types.ts';

export interface MetricsServiceOptions {
  store: Store;
  clock: Clock;
  /** What is known of deployments now: `DeploymentService` is one. */
  deployments: {
    get(key: DeploymentKey): DeploymentView | undefined;
    fleet(): { deployments: readonly DeploymentView[]; burn?: BurnRate };
  };
  /** The poll setting in seconds: how long a silence may be before a stretch counts as unwatched. */
  pollSeconds: () => number;
}

/**
 * The numbers of the metrics panel, computed from the store when asked. Definitions: docs/metrics.md.
 *
 * How to use it: `report(key, window)` and `fleet(window)` are synchronous and cheap enough to call on every
 * refresh. What the platform itself counted is `DeploymentService.insight.report`.
 */
export class MetricsService {
  readonly #options: MetricsServiceOptions;
  readonly #spending: Spending;

  constructor(options: MetricsServiceOptions) {
    this.#options = options;
    this.#spending = new Spending(options);
  }

  /** `points`: stretches of time in the series at most, sixty if not told. */
  report(key: DeploymentKey, window: TimeWindow, points?: number): MetricsReport {
    const { store } = this.#options;
    const { summary, busy } = store.readRequests((requests) => {
      const source = new OnceRead(requests.source);
      const summary = summarise({ ...requests, source }, window, key, points);
      return { summary, busy: busyMinutes(source, summary.covered, key) };
    });
    const material = this.#material(key, summary.covered, store.statuses.within(summary.covered, key));
    return report({ ...material, busy: busyOf(busy, key) }, summary, window);
  }

  /** A row for each deployment there is, and for each that is gone but was tested in the window. Drafts have none. */
  fleet(window: TimeWindow): FleetRow[] {
    const { store } = this.#options;
    const { totals, last, busy } = store.readRequests((requests) => ({
      totals: summariseAll(requests, window),
      last: requests.source.last(),
      busy: busyMinutes(requests.source, window),
    }));
    const statuses = store.statuses.allWithin(window);
    return [...this.#keys(totals)].map((key) => {
      const material = this.#material(key, window, statuses.get(key) ?? []);
      const total = totals.get(key) ?? exactTally();
      return fleetRow({ ...material, busy: busyOf(busy, key) }, total, last.get(key));
    });
  }

  /** Of exactly this window. */
  cost(key: DeploymentKey, window: TimeWindow): CostReport {
    const { store } = this.#options;
    const total = store.readRequests((requests) => summarise(requests, window, key).total);
    return costWithin(this.#material(key, window, store.statuses.within(window, key)), total);
  }

  /** Today, this month and its forecast, over everything there is and everything that was paid for this month. */
  spend(): Spend {
    return this.#spending.spend();
  }

  /** The first part of it, for where the rest is not shown. */
  today(): MoneySum {
    return this.#spending.today();
  }

  /** Those whose replicas were ready for the whole of the last hour, without a request from here. */
  idle(): DeploymentKey[] {
    const { store, clock, pollSeconds } = this.#options;
    const to = clock.now();
    const from = to - lengthOf.hour;
    const holdMs = holdOf(pollSeconds());
    const last = store.readRequests(({ source }) => source.last());
    return [...store.statuses.allWithin({ from, to })].flatMap(([key, samples]) => {
      const ran = samples.every(
        ({ at, until = at, ready = 0, unseen }, i) =>
          ready > 0 && !unseen && (samples[i + 1]?.at ?? to) - until <= holdMs,
      );
      return ran && (samples[0]?.at ?? to) <= from && (last.get(key) ?? 0) < from ? [key] : [];
    });
  }

  history(): HistorySize {
    return this.#options.store.history();
  }

  #keys(others: ReadonlyMap<DeploymentKey, unknown>): Set<DeploymentKey> {
    const keys = new Set<DeploymentKey>();
    for (const { key, draft } of this.#options.deployments.fleet().deployments) if (!draft) keys.add(key);
    for (const key of others.keys()) keys.add(key);
    return keys;
  }

  #material(key: DeploymentKey, window: TimeWindow, statuses: readonly StatusSample[]): Material {
    const { clock, deployments, pollSeconds } = this.#options;
    const deployment = deployments.get(key);
    return {
      key,
      window,
      now: clock.now(),
      statuses,
      holdMs: holdOf(pollSeconds()),
      ...(deployment ? { deployment } : {}),
    };
  }
}

/** A deployment without a row had no request at all: no minute of it is busy. */
const busyOf = (
  busy: ReadonlyMap<DeploymentKey, number[] | undefined>,
  key: DeploymentKey,
): number[] | undefined => (busy.has(key) ? busy.get(key) : []);
