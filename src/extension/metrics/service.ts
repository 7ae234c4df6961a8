import type { Clock, TimeWindow } from '../../connectors/connector.ts';
import type { DeploymentKey, DeploymentView } from '../deployments/types.ts';
import type { Store } from '../store/store.ts';
import type { FleetRow, MetricsReport } from './types.ts';

export interface MetricsServiceOptions {
  store: Store;
  clock: Clock;
  /** What is known of deployments now: `DeploymentService` is one. */
  deployments: {
    get(key: DeploymentKey): DeploymentView | undefined;
    fleet(): { deployments: DeploymentView[] };
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
  constructor(_options: MetricsServiceOptions) {}
  report(_key: DeploymentKey, _window: TimeWindow): MetricsReport {
    throw new Error('not yet');
  }
  fleet(_window: TimeWindow): FleetRow[] {
    throw new Error('not yet');
  }
}
