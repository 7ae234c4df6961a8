import type { Clock, Log, Memory, TimeWindow } from '../../connectors/connector.ts';
import type { ErrorData } from '../../connectors/errors.ts';
import { redactor } from '../../connectors/redact.ts';
import type { Redact } from '../../connectors/redact.ts';
import type { DeploymentKey, Draft, LocalNotes } from '../deployments/types.ts';
import type { Event } from '../events.ts';
import type { RequestSource } from '../metrics/history.ts';
import type { Requests } from '../metrics/summary.ts';
import type { HistorySize, RequestSample, TestRun } from '../metrics/types.ts';
import { factsOf } from './changes.ts';
import type { Backend } from './changes.ts';
import { HistoryFile } from './historyFile.ts';
import { MemoryBackend } from './inMemory.ts';
import { Journal } from './journal.ts';
import { MemoryRequests } from './memoryRequests.ts';
import { Pruner } from './pruner.ts';
import { StatusHistory } from './statusHistory.ts';

export interface StoreOptions {
  /** Where the database lives (global storage); made when missing. */
  folder: string;
  clock: Clock;
  log: Log;
  /** Takes secrets out of texts. Default: whatever looks like a credential. */
  redact?: Redact;
  /** Days that samples are kept, asked each time. Default: see `retention`. */
  retentionDays?: () => number;
  /** Megabytes that the file may grow to, asked each time. */
  maxSizeMB?: () => number;
  /** For how long a reading of an account holds without the next one, ms. Default: two minutes. */
  holdMs?: () => number;
}

/**
 * What Slipway remembers across windows and restarts: samples, tests, drafts, notes. SQLite in `folder`,
 * opened at first use. When it cannot be opened everything still works in memory and `problem` says why.
 *
 * How to use it: construct one per window, hand it to the services, `dispose()` it last. Show `problem`
 * when `problemChanged` fires. `memory(scope)` is the connector's Memory. No method throws.
 */
export class Store {
  readonly problemChanged: Event<ErrorData | undefined>;
  readonly statuses: StatusHistory;
  readonly #file: HistoryFile;
  readonly #journal: Journal;
  readonly #pruner: Pruner;

  constructor(options: StoreOptions) {
    const { folder, clock, log, redact = redactor([]), holdMs = () => 120_000 } = options;
    this.#pruner = new Pruner(options.retentionDays, options.maxSizeMB);
    this.#file = new HistoryFile({ folder, clock, log });
    this.#journal = new Journal({ file: this.#file, pruner: this.#pruner, clock, log, redact });
    this.statuses = new StatusHistory(this.#journal, clock, holdMs);
    this.problemChanged = this.#file.problemChanged;
  }

  /** Why history is not kept, for a row or a notification. Opens the file when nobody has yet. */
  get problem(): ErrorData | undefined {
    return this.#file.problem;
  }

  recordRequest(sample: RequestSample): void {
    this.#journal.later({ kind: 'request', sample });
  }

  recordTest(run: TestRun): void {
    this.#journal.later({ kind: 'test', run });
  }

  /** In time order. Of one deployment, or of all. */
  requests(window: TimeWindow, deployment?: DeploymentKey): RequestSample[] {
    return this.readRequests(({ source, waiting }) => {
      const late = waiting.filter(
        ({ sentAt, deployment: of }) =>
          sentAt >= window.from && sentAt < window.to && (deployment === undefined || deployment === of),
      );
      return source.requests(window, deployment).concat(late);
    });
  }

  /** What is read meanwhile is all of one instant. Of what cannot be read just now there is nothing. */
  readRequests<T>(read: (requests: Requests) => T): T {
    const reader = (source: RequestSource) => {
      const waiting = this.#journal.waiting.flatMap((change) =>
        change.kind === 'request' ? [change.sample] : [],
      );
      return read({ source, waiting });
    };
    const found = (backend: Backend) => {
      const answer = backend.readRequests(reader);
      return () => answer;
    };
    return this.#journal.read(found, () => reader(new MemoryRequests()))();
  }

  /** The last ten, newest first. */
  tests(deployment: DeploymentKey): TestRun[] {
    return this.#journal.read((backend) => backend.tests(deployment), []);
  }

  clearTests(deployment: DeploymentKey): void {
    this.#journal.now({ kind: 'clear-tests', deployment });
  }

  /** Undefined when they cannot be read just now: that is not the same as none. */
  drafts(): Draft[] | undefined {
    const drafts = this.#journal.read<Draft[] | undefined>((backend) => backend.drafts(), undefined);
    if (!drafts) return undefined;
    const byId = new Map(drafts.map((draft) => [draft.id, draft]));
    for (const change of this.#journal.waiting) {
      if (change.kind === 'draft') byId.set(change.draft.id, change.draft);
      if (change.kind === 'draft-gone') byId.delete(change.id);
    }
    return [...byId.values()];
  }

  /** On disk when this returns. A secret in it is not: see `lostSecret`. */
  saveDraft(draft: Draft): void {
    this.#journal.now({ kind: 'draft', draft });
  }

  removeDraft(id: string): void {
    this.#journal.now({ kind: 'draft-gone', id });
  }

  notes(): Map<DeploymentKey, LocalNotes> {
    return this.#journal.read((backend) => backend.notes(), new Map<DeploymentKey, LocalNotes>());
  }

  saveNotes(deployment: DeploymentKey, notes: LocalNotes): void {
    this.#journal.now({ kind: 'notes', deployment, notes });
  }

  /** Small facts for a connector, e.g. `memory('together:org_1')`. */
  memory(scope: string): Memory {
    return {
      get: (key) => this.#journal.read((backend) => backend.memory(`${scope}/${key}`), undefined),
      set: (key, value) => this.#journal.now({ kind: 'memory', key: `${scope}/${key}`, value }),
    };
  }

  /** All facts of a scope by key. Undefined when they cannot be read just now: that is not the same as none. */
  facts(scope: string): Map<string, string> | undefined {
    const prefix = `${scope}/`;
    const kept = this.#journal.read<Map<string, string> | undefined>(
      (backend) => backend.facts(prefix),
      undefined,
    );
    return kept && factsOf(prefix, kept, this.#journal.waiting);
  }

  /** Whether another window wrote since the last call. Cheap: one number of the file. */
  changedElsewhere(): boolean {
    const version = this.#journal.read((backend) => backend.version(), this.#file.version);
    const changed = this.#file.heard(version);
    if (changed) this.statuses.hear();
    return changed;
  }

  /** Bytes in use on disk; 0 in memory. */
  size(): number {
    return this.#journal.read((backend) => backend.bytes(), 0);
  }

  /** How much is kept, and how much may be. */
  history(): HistorySize {
    return this.#journal.read(
      (backend) => this.#pruner.history(backend),
      this.#pruner.history(new MemoryBackend()),
    );
  }

  /** Writes what waits. On failure it goes on waiting, and `problem` says so. */
  flush(): void {
    this.#journal.flush();
  }

  dispose(): void {
    this.statuses.rest();
    this.#journal.dispose();
    this.#file.close();
  }
}
