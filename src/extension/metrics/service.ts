import type { Clock, TimeWindow } from '../../connectors/connector.ts';
import type { BurnRate, DeploymentKey, DeploymentView } from '../deployments/types.ts';
import type { Store } from '../store/store.ts';
import { fleetRow, report } from './report.ts';
import type { Material } from './report.ts';
import { spendOf } from './spend.ts';
import { summarise, summariseAll } from './summary.ts';
import { exactTally } from './tally.ts';
import type { FleetRow, HistorySize, MetricsReport, Spend } from './types.ts';

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
 * refresh. What the platform itself counted is `DeploymentService.platformReport`.
 */
export class MetricsService {
  readonly #options: MetricsServiceOptions;

  constructor(options: MetricsServiceOptions) {
    this.#options = options;
  }

  /** `points`: stretches of time in the series at most, sixty if not told. */
  report(key: DeploymentKey, window: TimeWindow, points?: number): MetricsReport {
    const summary = this.#options.store.readRequests((requests) => summarise(requests, window, key, points));
    return report(this.#material(key, summary.covered), summary, window);
  }

  /** A row for each deployment there is, and for each that is gone but was tested in the window. Drafts have none. */
  fleet(window: TimeWindow): FleetRow[] {
    const { totals, last } = this.#options.store.readRequests((requests) => ({
      totals: summariseAll(requests, window),
      last: requests.source.last(),
    }));
    const keys = new Set<DeploymentKey>();
    for (const { key, draft } of this.#options.deployments.fleet().deployments) if (!draft) keys.add(key);
    for (const key of totals.keys()) keys.add(key);
    return [...keys].map((key) =>
      fleetRow(this.#material(key, window), totals.get(key) ?? exactTally(), last.get(key)),
    );
  }

  /** Today, this month and its forecast, over everything there is. */
  spend(): Spend {
    const { clock, deployments } = this.#options;
    const burn = deployments.fleet().burn ?? { perHour: 0, atLeast: true };
    return spendOf(clock.now(), burn, (window) => this.fleet(window).map(({ cost }) => cost));
  }

  history(): HistorySize {
    return this.#options.store.history();
  }

  #material(key: DeploymentKey, window: TimeWindow): Material {
    const { store, clock, deployments, pollSeconds } = this.#options;
    const deployment = deployments.get(key);
    return {
      key,
      window,
      now: clock.now(),
      statuses: store.statuses(window, key),
      holdMs: Math.max(3 * pollSeconds() * 1000, 120_000),
      ...(deployment ? { deployment } : {}),
    };
  }
}
