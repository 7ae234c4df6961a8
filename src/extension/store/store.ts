import { join } from 'node:path';
import type { Clock, Log, Memory, TimeWindow } from '../../connectors/connector.ts';
import type { ErrorData } from '../../connectors/errors.ts';
import { redactor } from '../../connectors/redact.ts';
import type { Redact } from '../../connectors/redact.ts';
import type { DeploymentKey, Draft, LocalNotes } from '../deployments/types.ts';
import { Emitter } from '../events.ts';
import type { Event } from '../events.ts';
import type { RequestSource } from '../metrics/history.ts';
import type { Requests } from '../metrics/summary.ts';
import type { HistorySize, Poll, RequestSample, StatusSample, TestRun } from '../metrics/types.ts';
import { factsOf, isPrecious, lighter } from './changes.ts';
import type { Backend, Change } from './changes.ts';
import { forKeeping } from './keep.ts';
import { MemoryBackend } from './inMemory.ts';
import { MemoryRequests } from './memoryRequests.ts';
import { fileName, isCorrupt, isOutside, openBackend, problemOf, resultCode, startFresh } from './open.ts';
import type { Opened } from './open.ts';
import { Pruner } from './pruner.ts';
import { StatusThinner } from './thinner.ts';
import { union, withUntil } from './untils.ts';
import { keepEveryMs, Watch } from './watch.ts';

export { retention } from './pruner.ts';

/** Samples wait at most this long in memory, and are written together. */
const flushMs = 1000;
/** While the file cannot be written: more samples than this are not held; the oldest go first. */
const pendingMax = 20_000;
/** How often a file that could not be opened is tried again. */
const retryMs = 30_000;

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
  readonly #problemChanged = new Emitter<ErrorData | undefined>();
  readonly #options: StoreOptions;
  readonly #redact: Redact;
  readonly #thinner = new StatusThinner();
  readonly #watch: Watch;
  readonly #holdMs: () => number;
  readonly #pruner: Pruner;
  readonly #closing = new AbortController();
  #opened: Opened | undefined;
  #problem: ErrorData | undefined;
  #pending: Change[] = [];
  #timer = false;
  #version = 0;
  #openedAt = 0;
  #disposed = false;

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#redact = options.redact ?? redactor([]);
    this.#pruner = new Pruner(options.retentionDays, options.maxSizeMB);
    this.#holdMs = options.holdMs ?? (() => 120_000);
    this.#watch = new Watch(this.#holdMs);
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

  /** Every poll calls this: what is written of it is what changed, and once a minute that it went on. */
  recordPoll(poll: Poll): void {
    const { since, begins, unsure, ...written } = this.#watch.read(poll);
    if (begins) this.#forgetAfter(poll);
    if (unsure) this.#adopt(poll);
    this.#write(written);
    for (const sample of poll.samples) this.#take(sample, since);
  }

  /** What was read in a time to come is from before the clock was set back. */
  #forgetAfter({ scope, at }: Poll): void {
    this.#thinner.forgetAfter(scope, at);
    // At once: another window goes on writing.
    this.#now({ kind: 'void', scope, after: at });
  }

  /** Goes on where an earlier window ended: what that one saw and this one does not is gone, or out of sight since. */
  #adopt({ scope, at, samples, complete }: Poll): void {
    const there = new Set(samples.map(({ deployment }) => deployment));
    for (const [deployment, known] of this.statusesOfAll({ from: at, to: at })) {
      const last = known.findLast((sample) => sample.at <= at);
      if (last?.scope !== scope || there.has(deployment) || last.gone) continue;
      const { until = last.at, ...sample } = last;
      if (complete) this.#end({ deployment, at, scope });
      else if (!last.unseen) this.#later({ kind: 'status', sample: { ...sample, at: until, unseen: true } });
    }
  }

  /** One deployment by itself, as after an action. */
  recordStatus(sample: StatusSample): void {
    const { since, ...written } = this.#watch.see(sample);
    this.#write(written);
    this.#take(sample, since);
  }

  /** It is not there any more, while its account goes on being read: it costs nothing from here on. */
  recordEnd(end: { deployment: DeploymentKey; at: number; scope: string }): void {
    this.#write(this.#watch.forget(end.scope, end.deployment, end.at));
    this.#end(end);
  }

  #end(end: { deployment: DeploymentKey; at: number; scope: string }): void {
    const sample = this.#thinner.end({ ...end, status: 'stopped', ready: 0, gone: true });
    if (sample) this.#later({ kind: 'status', sample });
  }

  #take(sample: StatusSample, since: number): void {
    if (this.#thinner.take(sample, since)) this.#later({ kind: 'status', sample });
  }

  #write({ stretches, lost }: ReturnType<Watch['rest']>): void {
    for (const deployment of lost) {
      const sample = this.#thinner.lose(deployment);
      if (sample) this.#later({ kind: 'status', sample });
    }
    for (const stretch of stretches) this.#later({ kind: 'watch', stretch });
  }

  recordTest(run: TestRun): void {
    this.#later({ kind: 'test', run });
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
    // Only when the file could not be written just now is anything left here.
    const reader = (source: RequestSource) => {
      const waiting = this.#pending.flatMap((change) => (change.kind === 'request' ? [change.sample] : []));
      return read({ source, waiting });
    };
    const found = (backend: Backend) => {
      const answer = backend.readRequests(reader);
      return () => answer;
    };
    return this.#read(found, () => reader(new MemoryRequests()))();
  }

  /** In time order, with the nearest one before and the nearest one after the window. */
  statuses(window: TimeWindow, deployment: DeploymentKey): StatusSample[] {
    this.#keepWatch();
    return this.#read((backend) => {
      const samples = backend.statuses(window, deployment);
      return withUntil(samples, union(backend.watches(reach(samples, window)), this.#holdMs()));
    }, []);
  }

  /** The same of every deployment that has any. */
  statusesOfAll(window: TimeWindow): Map<DeploymentKey, StatusSample[]> {
    this.#keepWatch();
    return this.#read((backend) => {
      const samples = backend.statusesOfAll(window);
      const watched = union(backend.watches(reach(samples, window)), this.#holdMs());
      const byKey = Map.groupBy(samples, ({ deployment }) => deployment);
      for (const [key, own] of byKey) byKey.set(key, withUntil(own, watched));
      return byKey;
    }, new Map<DeploymentKey, StatusSample[]>());
  }

  /** Of every deployment, without until when each held: see `withUntil`. In time order for each. */
  steps(window: TimeWindow): StatusSample[] {
    this.#keepWatch();
    return this.#read((backend) => backend.statusesOfAll(window), []);
  }

  /** Those from after an instant. */
  stepsSince(at: number): StatusSample[] {
    this.#keepWatch();
    return this.#read((backend) => backend.statusesSince(at), []);
  }

  /** When somebody watched each account, of stretches that reach into the window. */
  watched(window: TimeWindow): Map<string, TimeWindow[]> {
    const stretches = this.#read((backend) => backend.watches(window), []);
    return union(stretches, this.#holdMs());
  }

  /** What is read next is as of now. */
  #keepWatch(): void {
    this.#write(this.#watch.rest());
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

  /** All facts of a scope by key. Undefined when they cannot be read just now: that is not the same as none. */
  facts(scope: string): Map<string, string> | undefined {
    const prefix = `${scope}/`;
    const kept = this.#read<Map<string, string> | undefined>((backend) => backend.facts(prefix), undefined);
    return kept && factsOf(prefix, kept, this.#pending);
  }

  /** Whether another window wrote since the last call. Cheap: one number of the file. */
  changedElsewhere(): boolean {
    const version = this.#read((backend) => backend.version(), this.#version);
    const changed = version !== this.#version;
    this.#version = version;
    if (changed) this.#hear();
    return changed;
  }

  /** Bytes in use on disk; 0 in memory. */
  size(): number {
    return this.#read((backend) => backend.bytes(), 0);
  }

  /** How much is kept, and how much may be. */
  history(): HistorySize {
    return this.#read((backend) => this.#pruner.history(backend), this.#pruner.history(new MemoryBackend()));
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
    this.#write(this.#watch.rest());
    this.flush();
    this.#disposed = true;
    this.#opened?.backend.close();
    this.#problemChanged.dispose();
  }

  /** A change that another window saw must end here, when this one sees that it did. */
  #hear(): void {
    // What is older is written again anyway.
    const since = this.#options.clock.now() - 2 * keepEveryMs;
    for (const sample of this.#read((backend) => backend.statusesSince(since), []))
      if (this.#thinner.hear(sample)) this.#watch.hear(sample);
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
    if (this.#pending.length > pendingMax) this.#pending = lighter(this.#pending, pendingMax * 0.9);
  }

  #prune(): void {
    const { clock, log } = this.#options;
    if (this.#read((backend) => this.#pruner.tick(backend, clock.now(), log), false)) this.#arm();
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
      // What could not be read now is news when it can.
      this.#version = -1;
      return otherwise;
    }
  }

  #failed(error: unknown, changes: Change[]): void {
    if (isCorrupt(error)) {
      this.#opened?.backend.close();
      this.#use(startFresh(join(this.#options.folder, fileName), this.#options.clock.now()));
      this.#oneByOne(changes);
    } else if (isOutside(error)) {
      const waiting = resultCode(error) === 13 ? this.#savePrecious(changes) : changes;
      this.#pending = waiting.concat(this.#pending);
      this.#setProblem(problemOf(error), error instanceof Error ? error : undefined);
      if (this.#pending.length > 0) this.#arm();
    } else {
      this.#oneByOne(changes);
    }
  }

  /** Where a whole batch does not fit, a draft may. Returns what has to wait. */
  #savePrecious(changes: Change[]): Change[] {
    let full = false;
    return changes.filter((change) => {
      if (!isPrecious(change)) return true;
      // In their order: a draft that was discarded must not come back.
      full ||= !this.#fits(change);
      return full;
    });
  }

  #fits(change: Change): boolean {
    try {
      this.#backend().apply([change]);
      return true;
    } catch {
      return false;
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

  #setProblem(problem: ErrorData | undefined, cause?: Error): void {
    if (problem?.message === this.#problem?.message) return;
    this.#problem = problem;
    // Once, and not at each of the tries that follow.
    if (cause !== undefined) this.#options.log.warn(`History not written: ${cause.message}`);
    this.#problemChanged.fire(problem);
  }
}

/** A reading from before the window holds as long as its account was watched from then on. */
const reach = (samples: readonly StatusSample[], { from, to }: TimeWindow): TimeWindow => ({
  from: samples.reduce((least, { at }) => Math.min(least, at), from),
  to,
});
