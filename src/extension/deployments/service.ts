import type {
  Account,
  Clock,
  Connector,
  ConnectorDefinition,
  DeploymentChange,
  DeploymentSpec,
  InstanceType,
  Log,
  LogEntry,
  ModelChoice,
  ModelQuery,
  ModelVariant,
  Page,
  Plan,
  Revision,
  TimeWindow,
} from '../../connectors/connector.ts';
import type { ModelRef, PlatformId } from '../../connectors/domain.ts';
import type { ErrorData } from '../../connectors/errors.ts';
import type { InvokeRequest, SnippetLanguage } from '../../connectors/inference.ts';
import type { Event } from '../events.ts';
import type { RecordedTest } from '../metrics/recorder.ts';
import type { PlatformReport, TestRun } from '../metrics/types.ts';
import type { Store } from '../store/store.ts';
import type { DeploymentKey, DeploymentView, Draft, FleetFilter, FleetView, LocalNotes } from './types.ts';

/** What changed since the last time: only rows that really differ. */
export interface FleetChange {
  /** Rows that came, went or differ; a row that went is no longer found by `get`. */
  keys: ReadonlySet<DeploymentKey>;
  /** Rows came or went, so that lists must be built again and not only repainted. */
  membership: boolean;
  /** A platform was connected, disconnected, or has other problems than before. */
  platforms: boolean;
}

export interface DeploymentServiceOptions {
  /** Every platform that this version has a connector for. */
  definitions: readonly ConnectorDefinition[];
  store: Store;
  clock: Clock;
  log: Log;
  /** New ids of drafts and tests. Default: `crypto.randomUUID`. */
  newId?: () => string;
}

/**
 * The one place that knows all deployments of all platforms, and the only one that acts on them.
 *
 * How to use it:
 * - `connect(platform, connector, account?)` hands over a connector (and its disposal); `disconnect` takes it back.
 * - Read synchronously: `fleet()`, `filter(f)`, `get(key)`. Snapshots are immutable: keep, compare, post them.
 * - Listen to `changed`, then read again. `recorded` fires once per finished test.
 * - `refresh()` reads by hand and never rejects: what failed is in `PlatformView.problems`. The `Poller` does it on a timer.
 * - Actions (`deploy update stop start remove`) reject with a PlatformError; meanwhile the row has `busy`.
 *   A second action on the same row is refused with `conflict`.
 * - Drafts are rows with status `pending` and the key `draft:<id>`; they survive every failure of a deploy.
 */
export class DeploymentService {
  readonly changed!: Event<FleetChange>;
  readonly recorded!: Event<TestRun>;

  constructor(_options: DeploymentServiceOptions) {}

  // Platforms
  connect(_platform: PlatformId, _connector: Connector, _account?: Account): void {}
  setAccount(_platform: PlatformId, _account: Account): void {}
  /** A problem outside of reading: the stored key could not be read or was refused. Gone at the next good read. */
  setProblem(_platform: PlatformId, _problem: ErrorData): void {}
  disconnect(_platform: PlatformId): void {}
  /** The connector of a connected platform. Throws `unauthorized` with what to do when there is none. */
  connector(_platform: PlatformId): Connector {
    throw new Error('not yet');
  }

  // Reading
  fleet(): FleetView {
    throw new Error('not yet');
  }
  filter(_filter: FleetFilter): DeploymentView[] {
    throw new Error('not yet');
  }
  get(_key: DeploymentKey): DeploymentView | undefined {
    throw new Error('not yet');
  }
  refresh(_options?: { platform?: PlatformId; signal?: AbortSignal }): Promise<void> {
    throw new Error('not yet');
  }

  // Drafts
  saveDraft(_draft: { id?: string; platform: PlatformId; spec: DeploymentSpec }): Draft {
    throw new Error('not yet');
  }
  draft(_id: string): Draft | undefined {
    throw new Error('not yet');
  }
  discardDraft(_id: string): void {}
  /** Sends it and returns the new row's key. Rejects with the draft kept and its `problem` set. */
  deploy(
    _draftId: string,
    _options?: { signal?: AbortSignal; progress?: (step: string) => void },
  ): Promise<DeploymentKey> {
    throw new Error('not yet');
  }

  // Actions
  update(_key: DeploymentKey, _change: DeploymentChange, _signal?: AbortSignal): Promise<void> {
    throw new Error('not yet');
  }
  stop(_key: DeploymentKey, _signal?: AbortSignal): Promise<void> {
    throw new Error('not yet');
  }
  start(_key: DeploymentKey, _signal?: AbortSignal): Promise<void> {
    throw new Error('not yet');
  }
  /** A draft is discarded; a deployment goes through its platform's whole delete order. */
  remove(_key: DeploymentKey, _signal?: AbortSignal): Promise<void> {
    throw new Error('not yet');
  }
  setNotes(_key: DeploymentKey, _notes: LocalNotes): void {}

  // Tests
  /** Events as they come; afterwards `.run` is what was recorded. Stopping the iteration cancels the request. */
  test(_key: DeploymentKey, _request: InvokeRequest, _signal?: AbortSignal): RecordedTest {
    throw new Error('not yet');
  }
  /** The last ten, newest first. */
  tests(_key: DeploymentKey): TestRun[] {
    throw new Error('not yet');
  }
  clearTests(_key: DeploymentKey): void {}
  snippet(_key: DeploymentKey, _request: InvokeRequest, _language: SnippetLanguage): string {
    throw new Error('not yet');
  }

  // Asked of the platform each time
  plan(_platform: PlatformId, _spec: DeploymentSpec, _signal?: AbortSignal): Promise<Plan> {
    throw new Error('not yet');
  }
  planUpdate(_key: DeploymentKey, _change: DeploymentChange, _signal?: AbortSignal): Promise<Plan> {
    throw new Error('not yet');
  }
  models(_platform: PlatformId, _query: ModelQuery, _signal?: AbortSignal): Promise<Page<ModelChoice>> {
    throw new Error('not yet');
  }
  variants(_platform: PlatformId, _model: ModelRef, _signal?: AbortSignal): Promise<ModelVariant[]> {
    throw new Error('not yet');
  }
  hardware(_platform: PlatformId, _signal?: AbortSignal): Promise<InstanceType[]> {
    throw new Error('not yet');
  }
  adapters(_key: DeploymentKey, _signal?: AbortSignal): Promise<ModelRef[]> {
    throw new Error('not yet');
  }
  logs(
    _key: DeploymentKey,
    _query: { since?: number; limit?: number },
    _signal?: AbortSignal,
  ): Promise<LogEntry[]> {
    throw new Error('not yet');
  }
  revisions(_key: DeploymentKey, _signal?: AbortSignal): Promise<Revision[]> {
    throw new Error('not yet');
  }
  rollback(_key: DeploymentKey, _revision: string, _signal?: AbortSignal): Promise<void> {
    throw new Error('not yet');
  }
  /** Never rejects (except when cancelled): a failure is `problem`, a platform without one says `absent`. */
  platformReport(_key: DeploymentKey, _window: TimeWindow, _signal?: AbortSignal): Promise<PlatformReport> {
    throw new Error('not yet');
  }

  dispose(): void {}
}
