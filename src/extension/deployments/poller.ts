import type { Clock } from '../../connectors/connector.ts';
import type { DeploymentService } from './service.ts';

export interface PollerOptions {
  service: DeploymentService;
  clock: Clock;
  /** The user's setting, asked each time; 0 = off. */
  seconds: () => number;
  /** 0 to 1, for jitter. Default: Math.random. */
  random?: () => number;
}

/**
 * Reads every connected platform on a timer, only while somebody looks.
 *
 * How to use it: `setVisible(true)` while the tree or any panel is visible AND the window is focused,
 * `setVisible(false)` otherwise (this aborts what is in flight). Call `settingsChanged()` when `seconds` may
 * have changed. It follows `service.changed` by itself: connections and deployments under way.
 */
export class Poller {
  constructor(_options: PollerOptions) {}
  setVisible(_visible: boolean): void {}
  settingsChanged(): void {}
  dispose(): void {}
}
