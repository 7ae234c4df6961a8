import type { Clock, Log, Memory, TimeWindow } from '../../connectors/connector.ts';
import type { ErrorData } from '../../connectors/errors.ts';
import type { DeploymentKey, Draft, LocalNotes } from '../deployments/types.ts';
import type { Event } from '../events.ts';
import type { RequestSample, StatusSample, TestRun } from '../metrics/types.ts';

export interface StoreOptions {
  /** Where the database lives (global storage); made when missing. */
  folder: string;
  clock: Clock;
  log: Log;
}

/**
 * What Slipway remembers across windows and restarts: samples, tests, drafts, notes. SQLite in `folder`,
 * opened at first use. When it cannot be opened everything still works in memory and `problem` says why.
 *
 * How to use it: construct one per window, hand it to the services, `dispose()` it last. Show `problem`
 * when `problemChanged` fires. `memory(scope)` is the connector's Memory.
 */
export class Store {
  readonly problemChanged!: Event<ErrorData | undefined>;

  constructor(_options: StoreOptions) {}

  /** Why history is not kept, for a row or a notification. */
  get problem(): ErrorData | undefined {
    throw new Error('not yet');
  }
  recordRequest(_sample: RequestSample): void {}
  recordStatus(_sample: StatusSample): void {}
  recordTest(_run: TestRun): void {}
  requests(_window: TimeWindow, _deployment?: DeploymentKey): RequestSample[] {
    throw new Error('not yet');
  }
  /** In time order, with the nearest one before and the nearest one after the window. */
  statuses(_window: TimeWindow, _deployment: DeploymentKey): StatusSample[] {
    throw new Error('not yet');
  }
  tests(_deployment: DeploymentKey): TestRun[] {
    throw new Error('not yet');
  }
  clearTests(_deployment: DeploymentKey): void {}
  drafts(): Draft[] {
    throw new Error('not yet');
  }
  saveDraft(_draft: Draft): void {}
  removeDraft(_id: string): void {}
  notes(): Map<DeploymentKey, LocalNotes> {
    throw new Error('not yet');
  }
  saveNotes(_deployment: DeploymentKey, _notes: LocalNotes): void {}
  /** Small facts for a connector, e.g. `memory('together:org_1')`. */
  memory(_scope: string): Memory {
    throw new Error('not yet');
  }
  /** Whether another window wrote since the last call. */
  changedElsewhere(): boolean {
    throw new Error('not yet');
  }
  /** Bytes on disk; 0 in memory. */
  size(): number {
    throw new Error('not yet');
  }
  flush(): void {}
  dispose(): void {}
}
