import { isCancelled, PlatformError } from '../errors.ts';
import type { ErrorData } from '../errors.ts';
import type { ReplicateApi } from './api.ts';
import type { PastRelease } from './history.ts';
import { keyOf } from './ids.ts';
import type { Key } from './ids.ts';
import { isOver, merged, toRun } from './runs.ts';
import type { OwnRuns, Run } from './runs.ts';
import { prediction } from './wire.ts';

const span = 60 * 60_000;
/** For all deployments together: a busy account makes thousands of predictions an hour. */
const mostPages = 3;
/** The same prediction was recorded with two different creation times. */
const slack = 60_000;
/** A list of deployments does not wait long for what it can do without. */
const retries = 1;

/**
 * The predictions of the last hour, as far as they say something about deployments. After the first reading
 * only what can have changed is asked for: from the oldest run that is not over, else from the newest.
 */
export class Evidence {
  readonly #api: ReplicateApi;
  readonly #own: OwnRuns;
  readonly #seen = new Map<string, Run>();
  /** Ids by what the prediction calls its deployment: a name, or owner and name. Lists may leave that out. */
  readonly #named = new Map<string, Set<string>>();
  #readAt: number | undefined;

  constructor(api: ReplicateApi, own: OwnRuns) {
    this.#api = api;
    this.#own = own;
  }

  /** What went wrong, if it did: a status can be concluded without. */
  async refresh(
    options: { whole?: boolean; maxAge?: number },
    signal?: AbortSignal,
  ): Promise<ErrorData | undefined> {
    const now = this.#api.clock.now();
    // A reading from a time to come is from before the clock was set back.
    const age = this.#readAt === undefined || this.#readAt > now ? Infinity : now - this.#readAt;
    if (age < (options.maxAge ?? 0)) return undefined;
    try {
      await this.#read(this.#from(now, options.whole ?? false), signal);
      this.#readAt = now;
      this.#forgetOlderThan(now - span);
      return undefined;
    } catch (error) {
      if (isCancelled(error)) throw error;
      return PlatformError.from(error, 'replicate').data;
    }
  }

  /** Runs of this deployment that say something about its present release, newest first. */
  of(key: Key, releases: readonly PastRelease[]): Run[] {
    const from = relevantSince(releases);
    return [...this.#all(key).values()]
      .filter(({ created }) => from === undefined || (created ?? 0) >= from)
      .sort((a, b) => (b.created ?? 0) - (a.created ?? 0));
  }

  #all(key: Key): Map<string, Run> {
    const runs = new Map<string, Run>();
    const since = this.#api.clock.now() - span;
    for (const own of this.#own.of(keyOf(key))) {
      const seen = this.#seen.get(own.id);
      const run = seen ? merged(own, seen) : own;
      if (run.status !== own.status) this.#own.keep(keyOf(key), run);
      // What has not ended for an hour has ended unseen: it proves nothing.
      if (isOver(run.status) || (run.created ?? 0) >= since) runs.set(run.id, run);
    }
    for (const name of [key.name, keyOf(key)])
      for (const id of this.#named.get(name) ?? []) {
        const run = this.#seen.get(id);
        if (run) runs.set(id, merged(runs.get(id), run));
      }
    return runs;
  }

  #from(now: number, whole: boolean): number {
    const all = whole ? [] : [...this.#seen.values()];
    const times = (runs: Run[]) => runs.flatMap(({ created }) => created ?? []);
    const open = times(all.filter(({ status }) => !isOver(status)));
    const from = open.length > 0 ? Math.min(...open) : Math.max(...times(all));
    return Number.isFinite(from) ? Math.max(now - span, from - slack) : now - span;
  }

  async #read(from: number, signal?: AbortSignal): Promise<void> {
    let cursor: string | undefined;
    for (let page = 0; page < mostPages; page++) {
      const query = { created_after: new Date(from).toISOString() };
      const read = await this.#api.page(prediction, '/predictions', { query, cursor, signal, retries });
      for (const wire of read.items) this.#take(wire.deployment, toRun(wire));
      if (read.cursor === undefined || read.items.length === 0) return;
      cursor = read.cursor;
    }
  }

  #take(deployment: string | undefined, run: Run): void {
    this.#seen.set(run.id, merged(this.#seen.get(run.id), run));
    if (deployment === undefined) return;
    const ids = this.#named.get(deployment) ?? new Set();
    this.#named.set(deployment, ids.add(run.id));
  }

  #forgetOlderThan(at: number): void {
    for (const [id, { created }] of this.#seen) if ((created ?? 0) < at) this.#seen.delete(id);
    for (const [name, ids] of this.#named) {
      for (const id of ids) if (!this.#seen.has(id)) ids.delete(id);
      if (ids.size === 0) this.#named.delete(name);
    }
  }
}

/** Older runs say nothing about a release, unless it only scaled what was there before. */
export function relevantSince(releases: readonly PastRelease[]): number | undefined {
  let current = releases.at(-1);
  for (let index = releases.length - 2; index >= 0; index--) {
    const before = releases[index];
    const alike =
      before?.number === (current?.number ?? 0) - 1 &&
      before.version === current?.version &&
      before.hardware === current?.hardware;
    if (!alike) break;
    current = before;
  }
  return current?.at;
}
