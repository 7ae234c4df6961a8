import type { TimeWindow } from '../../connectors/connector.ts';
import type { DeploymentKey, Draft, LocalNotes } from '../deployments/types.ts';
import type { RequestSource } from '../metrics/history.ts';
import type { StatusSample, TestRun, WatchStretch } from '../metrics/types.ts';
import { isEmptyNotes, testsKept } from './changes.ts';
import type { Backend, Change } from './changes.ts';
import { MemoryRequests } from './memoryRequests.ts';
import { MemoryStatuses } from './memoryStatuses.ts';
import type { Limits } from './pruner.ts';

/** Stands in while there is no file: the same answers, gone with the window. */
export class MemoryBackend implements Backend {
  readonly #requests = new MemoryRequests();
  readonly #statuses = new MemoryStatuses();
  readonly #tests = new Map<DeploymentKey, TestRun[]>();
  readonly #drafts = new Map<string, Draft>();
  readonly #notes = new Map<DeploymentKey, LocalNotes>();
  readonly #memory = new Map<string, string>();

  apply(changes: readonly Change[]): void {
    for (const change of changes) this.#applyOne(change);
  }

  #applyOne(change: Change): void {
    switch (change.kind) {
      case 'request':
        this.#requests.add(change.sample);
        return;
      case 'status':
        this.#statuses.add(change.sample);
        return;
      case 'watch':
        this.#statuses.watched(change.stretch);
        return;
      case 'void':
        this.#statuses.forgetAfter(change.scope, change.after);
        return;
      case 'test': {
        const { run } = change;
        const runs = (this.#tests.get(run.deployment) ?? []).filter((other) => other.id !== run.id);
        runs.push(run);
        runs.sort((a, b) => a.sample.sentAt - b.sample.sentAt);
        this.#tests.set(run.deployment, runs.slice(-testsKept));
        return;
      }
      case 'clear-tests':
        this.#tests.delete(change.deployment);
        return;
      case 'draft':
        this.#drafts.set(change.draft.id, change.draft);
        return;
      case 'draft-gone':
        this.#drafts.delete(change.id);
        return;
      case 'notes':
        if (isEmptyNotes(change.notes)) this.#notes.delete(change.deployment);
        else this.#notes.set(change.deployment, change.notes);
        return;
      case 'memory':
        if (change.value === undefined) this.#memory.delete(change.key);
        else this.#memory.set(change.key, change.value);
        return;
    }
  }

  readRequests<T>(read: (source: RequestSource) => T): T {
    return read(this.#requests);
  }

  statuses(window: TimeWindow, deployment: DeploymentKey): StatusSample[] {
    return this.#statuses.within(window, deployment);
  }

  statusesOfAll(window: TimeWindow): StatusSample[] {
    return this.#statuses.ofAll(window);
  }

  watches(window: TimeWindow): WatchStretch[] {
    return this.#statuses.watches(window);
  }

  statusesSince(at: number): StatusSample[] {
    return this.#statuses.since(at);
  }

  tests(deployment: DeploymentKey): TestRun[] {
    return [...(this.#tests.get(deployment) ?? [])].reverse();
  }

  drafts(): Draft[] {
    return [...this.#drafts.values()];
  }

  notes(): Map<DeploymentKey, LocalNotes> {
    return new Map(this.#notes);
  }

  memory(key: string): string | undefined {
    return this.#memory.get(key);
  }

  facts(prefix: string): Map<string, string> {
    return new Map([...this.#memory].filter(([key]) => key.startsWith(prefix)));
  }

  /** Everything, for the file once it can be opened. */
  everything(): Change[] {
    const made: Change[] = [];
    for (const sample of this.#requests.all()) made.push({ kind: 'request', sample });
    for (const sample of this.#statuses.all()) made.push({ kind: 'status', sample });
    for (const stretch of this.#statuses.stretches()) made.push({ kind: 'watch', stretch });
    for (const runs of this.#tests.values()) for (const run of runs) made.push({ kind: 'test', run });
    for (const draft of this.#drafts.values()) made.push({ kind: 'draft', draft });
    for (const [deployment, notes] of this.#notes) made.push({ kind: 'notes', deployment, notes });
    for (const [key, value] of this.#memory) made.push({ kind: 'memory', key, value });
    return made;
  }

  version(): number {
    return 0;
  }

  bytes(): number {
    return 0;
  }

  oldest(): undefined {
    return undefined;
  }

  trim(limits: Limits): boolean {
    this.#requests.trim(limits.samples);
    this.#statuses.prune(limits.samples);
    return false;
  }

  shed(): boolean {
    return false;
  }

  close(): void {
    // Nothing is held outside of this object.
  }
}
