import { join } from 'node:path';
import type { Clock, Log, Memory, TimeWindow } from '../../connectors/connector.ts';
import type { ErrorData } from '../../connectors/errors.ts';
import { redactor } from '../../connectors/redact.ts';
import type { Redact } from '../../connectors/redact.ts';
import type { DeploymentKey, Draft, LocalNotes } from '../deployments/types.ts';
import { Emitter } from '../events.ts';
import type { Event } from '../events.ts';
import type { RequestSample, StatusSample, TestRun } from '../metrics/types.ts';
import type { Backend, Change } from './changes.ts';
import { forKeeping } from './keep.ts';
import { fileName, isCorrupt, isOutside, openBackend, problemOf, startFresh } from './open.ts';
import type { Opened } from './open.ts';
import { StatusThinner } from './thinner.ts';

/** Samples wait at most this long in memory, and are written together. */
const flushMs = 1000;
/** While the file cannot be written: more than this many changes are not held; the oldest samples go first. */
const pendingMax = 20_000;
const keepMs = 90 * 24 * 3600_000;
/** How often a file that could not be opened is tried again. */
const retryMs = 30_000;
const pruneEveryMs = 24 * 3600_000;

export interface StoreOptions {
  /** Where the database lives (global storage); made when missing. */
  folder: string;
  clock: Clock;
  log: Log;
  /** Takes secrets out of texts. Default: whatever looks like a credential. */
  redact?: Redact;
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
  readonly #problemChanged = new Emitter<ErrorData | undefined>();
  readonly #options: StoreOptions;
  readonly #redact: Redact;
  readonly #thinner = new StatusThinner();
  readonly #closing = new AbortController();
  #opened: Opened | undefined;
  #problem: ErrorData | undefined;
  #pending: Change[] = [];
  #timer = false;
  #version = 0;
  #prunedAt = 0;
  #openedAt = 0;
  #disposed = false;

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#redact = options.redact ?? redactor([]);
    this.problemChanged = this.#problemChanged.event;
  }

  /** Why history is not kept, for a row or a notification. Opens the file when nobody has yet. */
  get problem(): ErrorData | undefined {
    this.#backend();
    return this.#problem;
  }

  recordRequest(sample: RequestSample): void {
    this.#later({ kind: 'request', sample });
  }

  /** Every poll may call this: only what a cost integral needs is written. */
  recordStatus(sample: StatusSample): void {
    for (const kept of this.#thinner.take(sample)) this.#later({ kind: 'status', sample: kept });
  }

  recordTest(run: TestRun): void {
    this.#later({ kind: 'test', run });
  }

  /** In time order. Of one deployment, or of all. */
  requests(window: TimeWindow, deployment?: DeploymentKey): RequestSample[] {
    const kept = this.#read((backend) => backend.requests(window, deployment), []);
    // Only when the file could not be written just now is anything left here.
    const waiting = this.#pending.flatMap((change) => (change.kind === 'request' ? [change.sample] : []));
    if (waiting.length === 0) return kept;
    return kept.concat(
      waiting.filter(
        ({ sentAt, deployment: of }) =>
          sentAt >= window.from && sentAt < window.to && (deployment === undefined || deployment === of),
      ),
    );
  }

  /** In time order, with the nearest one before and the nearest one after the window. */
  statuses(window: TimeWindow, deployment: DeploymentKey): StatusSample[] {
    for (const sample of this.#thinner.rest()) this.#later({ kind: 'status', sample });
    return this.#read((backend) => backend.statuses(window, deployment), []);
  }

  /** The last ten, newest first. */
  tests(deployment: DeploymentKey): TestRun[] {
    return this.#read((backend) => backend.tests(deployment), []);
  }

  clearTests(deployment: DeploymentKey): void {
    this.#now({ kind: 'clear-tests', deployment });
  }

  /** Undefined when they cannot be read just now: that is not the same as none. */
  drafts(): Draft[] | undefined {
    const drafts = this.#read<Draft[] | undefined>((backend) => backend.drafts(), undefined);
    if (!drafts) return undefined;
    const byId = new Map(drafts.map((draft) => [draft.id, draft]));
    for (const change of this.#pending) {
      if (change.kind === 'draft') byId.set(change.draft.id, change.draft);
      if (change.kind === 'draft-gone') byId.delete(change.id);
    }
    return [...byId.values()];
  }

  /** On disk when this returns. A secret in it is not: see `lostSecret`. */
  saveDraft(draft: Draft): void {
    this.#now({ kind: 'draft', draft });
  }

  removeDraft(id: string): void {
    this.#now({ kind: 'draft-gone', id });
  }

  notes(): Map<DeploymentKey, LocalNotes> {
    return this.#read((backend) => backend.notes(), new Map<DeploymentKey, LocalNotes>());
  }

  saveNotes(deployment: DeploymentKey, notes: LocalNotes): void {
    this.#now({ kind: 'notes', deployment, notes });
  }

  /** Small facts for a connector, e.g. `memory('together:org_1')`. */
  memory(scope: string): Memory {
    return {
      get: (key) => this.#read((backend) => backend.memory(`${scope}/${key}`), undefined),
      set: (key, value) => this.#now({ kind: 'memory', key: `${scope}/${key}`, value }),
    };
  }

  /** Whether another window wrote since the last call. Cheap: one number of the file. */
  changedElsewhere(): boolean {
    const version = this.#read((backend) => backend.version(), this.#version);
    const changed = version !== this.#version;
    this.#version = version;
    return changed;
  }

  /** Bytes on disk; 0 in memory. */
  size(): number {
    return this.#read((backend) => backend.bytes(), 0);
  }

  /** Writes what waits. On failure it goes on waiting, and `problem` says so. */
  flush(): void {
    if (this.#pending.length === 0) return;
    const backend = this.#backend();
    const changes = this.#pending;
    this.#pending = [];
    try {
      backend.apply(changes);
      this.#setProblem(this.#opened?.problem);
    } catch (error) {
      this.#failed(error, changes);
    }
  }

  dispose(): void {
    this.#closing.abort();
    for (const sample of this.#thinner.rest()) this.#queue({ kind: 'status', sample });
    this.flush();
    this.#disposed = true;
    this.#opened?.backend.close();
    this.#problemChanged.dispose();
  }

  #later(change: Change): void {
    this.#queue(change);
    this.#arm();
  }

  #arm(): void {
    if (this.#timer || this.#closing.signal.aborted) return;
    this.#timer = true;
    this.#options.clock.sleep(flushMs, this.#closing.signal).then(
      () => {
        this.#timer = false;
        this.#prune();
        this.flush();
        this.#retry();
      },
      () => undefined, // disposed: dispose() has flushed
    );
  }

  #now(change: Change): void {
    this.#queue(change);
    this.flush();
  }

  #queue(change: Change): void {
    if (this.#disposed) return;
    this.#pending.push(forKeeping(change, this.#redact));
    if (this.#pending.length <= pendingMax) return;
    const oldest = this.#pending.findIndex(({ kind }) => kind === 'request' || kind === 'status');
    this.#pending.splice(Math.max(oldest, 0), 1);
  }

  #prune(): void {
    const now = this.#options.clock.now();
    if (now - this.#prunedAt < pruneEveryMs) return;
    this.#prunedAt = now;
    this.#queue({ kind: 'prune', before: now - keepMs });
  }

  /** Another program may have let go of the file: what this window did meanwhile goes into it. */
  #retry(): void {
    const standIn = this.#opened?.standIn;
    const now = this.#options.clock.now();
    if (!standIn || now - this.#openedAt < retryMs) return;
    this.#openedAt = now;
    const opened = openBackend(this.#options.folder, now);
    if (opened.standIn) return;
    this.#use(opened);
    // Already without secrets and of bounded size.
    this.#pending = standIn.everything().concat(this.#pending);
    this.flush();
    // What the file held all along is news to whoever has read the stand-in.
    this.#version = -1;
  }

  #backend(): Backend {
    if (!this.#opened) this.#use(openBackend(this.#options.folder, this.#options.clock.now()));
    return (this.#opened as Opened).backend;
  }

  #use(opened: Opened): void {
    this.#opened = opened;
    this.#openedAt = this.#options.clock.now();
    this.#version = opened.backend.version();
    if (opened.problem) this.#options.log.warn(`${opened.problem.message} ${opened.problem.hint ?? ''}`);
    this.#setProblem(opened.problem);
  }

  #read<T>(read: (backend: Backend) => T, otherwise: T): T {
    if (this.#disposed) return otherwise;
    this.flush();
    try {
      const answer = read(this.#backend());
      if (this.#pending.length === 0) this.#setProblem(this.#opened?.problem);
      return answer;
    } catch (error) {
      this.#failed(error, []);
      return otherwise;
    }
  }

  #failed(error: unknown, changes: Change[]): void {
    if (isCorrupt(error)) {
      this.#opened?.backend.close();
      this.#use(startFresh(join(this.#options.folder, fileName), this.#options.clock.now()));
      this.#oneByOne(changes);
    } else if (isOutside(error)) {
      this.#pending = changes.concat(this.#pending);
      this.#options.log.warn(`History not written: ${String(error)}`);
      this.#setProblem(problemOf(error));
      if (this.#pending.length > 0) this.#arm();
    } else {
      this.#oneByOne(changes);
    }
  }

  /** One change that cannot be written must not keep the others out. */
  #oneByOne(changes: Change[]): void {
    for (const change of changes) {
      try {
        this.#backend().apply([change]);
      } catch (error) {
        this.#options.log.warn(`History: a ${change.kind} was left out: ${String(error)}`);
      }
    }
  }

  #setProblem(problem: ErrorData | undefined): void {
    if (problem?.message === this.#problem?.message) return;
    this.#problem = problem;
    this.#problemChanged.fire(problem);
  }
}
