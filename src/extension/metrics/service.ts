import type { Clock, TimeWindow } from '../../connectors/connector.ts';
import type { BurnRate, DeploymentKey, DeploymentView } from '../deployments/types.ts';
import type { Store } from '../store/store.ts';
import { fleetRow, report } from './report.ts';
import type { Material } from './report.ts';
import { spendOf } from './spend.ts';
import type { FleetRow, HistorySize, MetricsReport, RequestSample, Spend } from './types.ts';

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

  report(key: DeploymentKey, window: TimeWindow): MetricsReport {
    return report(this.#material(key, window, this.#options.store.requests(window, key)));
  }

  /** A row for each deployment there is, and for each that is gone but was tested in the window. Drafts have none. */
  fleet(window: TimeWindow): FleetRow[] {
    const requests = Map.groupBy(this.#options.store.requests(window), (sample) => sample.deployment);
    const keys = new Set<DeploymentKey>();
    for (const { key, draft } of this.#options.deployments.fleet().deployments) if (!draft) keys.add(key);
    for (const key of requests.keys()) keys.add(key);
    return [...keys].map((key) => fleetRow(this.#material(key, window, requests.get(key) ?? [])));
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

  #material(key: DeploymentKey, window: TimeWindow, requests: readonly RequestSample[]): Material {
    const { store, clock, deployments, pollSeconds } = this.#options;
    const deployment = deployments.get(key);
    return {
      key,
      window,
      now: clock.now(),
      requests,
      statuses: store.statuses(window, key),
      holdMs: Math.max(3 * pollSeconds() * 1000, 120_000),
      ...(deployment ? { deployment } : {}),
    };
  }
}
