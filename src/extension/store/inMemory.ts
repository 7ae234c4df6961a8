import type { TimeWindow } from '../../connectors/connector.ts';
import type { DeploymentKey, Draft, LocalNotes } from '../deployments/types.ts';
import type { RequestSample, StatusSample, TestRun } from '../metrics/types.ts';
import { isEmptyNotes, testsKept } from './changes.ts';
import type { Backend, Change } from './changes.ts';

/** Stands in while there is no file: the same answers, gone with the window. */
export class MemoryBackend implements Backend {
  readonly #requests = new Map<string, RequestSample>();
  readonly #statuses = new Map<DeploymentKey, Map<number, StatusSample>>();
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
        this.#requests.set(change.sample.id, change.sample);
        return;
      case 'status': {
        const { deployment, at } = change.sample;
        const samples = this.#statuses.get(deployment) ?? new Map<number, StatusSample>();
        this.#statuses.set(deployment, samples.set(at, change.sample));
        return;
      }
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
      case 'prune':
        for (const [id, sample] of this.#requests)
          if (sample.sentAt < change.before) this.#requests.delete(id);
        for (const samples of this.#statuses.values())
          for (const at of samples.keys()) if (at < change.before) samples.delete(at);
        return;
    }
  }

  requests(window: TimeWindow, deployment?: DeploymentKey): RequestSample[] {
    return [...this.#requests.values()]
      .filter((sample) => sample.sentAt >= window.from && sample.sentAt < window.to)
      .filter((sample) => deployment === undefined || sample.deployment === deployment)
      .sort((a, b) => a.sentAt - b.sentAt);
  }

  statuses(window: TimeWindow, deployment: DeploymentKey): StatusSample[] {
    const all = [...(this.#statuses.get(deployment)?.values() ?? [])].sort((a, b) => a.at - b.at);
    const before = all.findLast((sample) => sample.at < window.from)?.at ?? window.from;
    const after = all.find((sample) => sample.at >= window.to)?.at ?? window.to;
    return all.filter((sample) => sample.at >= before && sample.at <= after);
  }

  statusesSince(at: number): StatusSample[] {
    return [...this.#statuses.values()].flatMap((of) => [...of.values()].filter((sample) => sample.at > at));
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
    for (const sample of this.#requests.values()) made.push({ kind: 'request', sample });
    for (const samples of this.#statuses.values())
      for (const sample of samples.values()) made.push({ kind: 'status', sample });
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

  close(): void {
    // Nothing is held outside of this object.
  }
}
