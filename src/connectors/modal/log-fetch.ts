import { allOrNone } from '../all-or-none.ts';
import type { LogEntry, LogQuery } from '../insight.ts';
import { isCancelled } from '../errors.ts';
import { mapLimited } from '../paging.ts';
import type { ModalApi } from './api.ts';
import { narrowed } from './log-lines.ts';
import type { Batch } from './log-lines.ts';
import { bucketSeconds, intervalsOf } from './log-plan.ts';
import type { Interval } from './log-plan.ts';
import type { LogReader } from './log-reader.ts';
import { wanted } from './log-reader.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** How far back the newest lines are looked for, as Modal's own clients do it. */
const lookBacks = [hour, day, 7 * day, 30 * day];
/** The server's own limits. */
const mostEntries = 20_000;
const longestRange = 35 * day;
const atOnce = 4;

/** Parts of a log that is over there. */
export class LogFetch {
  readonly #api: ModalApi;
  readonly #appId: string;
  readonly #reader: () => LogReader;

  constructor(api: ModalApi, appId: string, reader: () => LogReader) {
    this.#api = api;
    this.#appId = appId;
    this.#reader = reader;
  }

  /** The newest, from as far back as it takes. */
  async tail(query: LogQuery, limit: number, signal?: AbortSignal): Promise<LogEntry[]> {
    const until = query.until ?? this.#api.clock.now() + 1;
    let found: LogEntry[] = [];
    for (const lookBack of lookBacks) {
      found = await this.#interval(query, { since: until - lookBack, until }, limit, signal);
      if (found.length >= limit) break;
    }
    return found.slice(-limit);
  }

  /** All of it in pieces that the server gives, from the newest on, until there are enough. */
  async range(query: LogQuery, since: number, limit: number, signal?: AbortSignal): Promise<LogEntry[]> {
    const until = query.until ?? this.#api.clock.now() + 1;
    const whole = { since: Math.max(since, until - longestRange), until };
    if (whole.since >= until) return [];
    const searched = isSearched(query);
    const intervals = await this.#plan(query, whole, searched ? Infinity : limit, signal);
    if (searched) {
      const found = await mapLimited(intervals, atOnce, (each) => this.#interval(query, each, limit, signal));
      return merged(found).slice(-limit);
    }
    const batches = await mapLimited(intervals, atOnce, (each) => this.#fetch(query, each, limit, signal));
    // Together, because a line (and a key in it) may begin in one and end in the next.
    return this.#read(query, batches.flat()).slice(-limit);
  }

  async #plan(query: LogQuery, whole: Interval, limit: number, signal?: AbortSignal): Promise<Interval[]> {
    const { functionId, taskId, descriptor: source } = narrowed(query);
    const bucketSecs = bucketSeconds(whole);
    const request = {
      appId: this.#appId,
      functionId,
      taskId,
      source,
      since: new Date(whole.since),
      until: new Date(whole.until),
      bucketSecs,
    };
    try {
      const reply = await this.#api.optional('appCountLogs', request, { signal });
      if (!reply) return [whole];
      const counted = reply.buckets.map(({ bucketStartAt, stdoutLogs, stderrLogs, systemLogs }) => ({
        at: bucketStartAt?.getTime() ?? whole.since,
        count: stdoutLogs + stderrLogs + systemLogs,
      }));
      return intervalsOf(counted, whole, { bucketMs: bucketSecs * 1000, limit });
    } catch (error) {
      if (isCancelled(error)) throw error;
      // Without the plan the newest lines are still there.
      return [whole];
    }
  }

  async #interval(
    query: LogQuery,
    interval: Interval,
    limit: number,
    signal?: AbortSignal,
  ): Promise<LogEntry[]> {
    if (!isSearched(query)) return this.#read(query, await this.#fetch(query, interval, limit, signal));
    // Whether the server minds upper and lower case is not documented: what it finds over the whole time, and
    // what the newest lines have in any case.
    const found = await allOrNone(
      signal,
      (within) => this.#fetch(query, interval, limit, within, query.text),
      (within) => this.#fetch(query, interval, mostEntries, within),
    );
    return merged(found.map((batches) => this.#read(query, batches)));
  }

  /** Oldest first. */
  #read(query: LogQuery, batches: readonly Batch[]): LogEntry[] {
    const reader = this.#reader();
    const entries = [...batches.flatMap((batch) => reader.take(batch)), ...reader.rest()];
    return entries.filter(wanted(query)).sort((a, b) => a.at - b.at);
  }

  async #fetch(
    query: LogQuery,
    { since, until }: Interval,
    limit: number,
    signal?: AbortSignal,
    searchText = '',
  ): Promise<Batch[]> {
    const { functionId, taskId, descriptor: source } = narrowed(query);
    const { batches } = await this.#api.call(
      'appFetchLogs',
      {
        appId: this.#appId,
        since: new Date(since),
        until: new Date(until),
        limit: Math.min(limit, mostEntries),
        source,
        functionId,
        taskId,
        searchText,
      },
      { signal },
    );
    return batches;
  }
}

const isSearched = ({ text }: LogQuery): boolean => text !== undefined && text !== '';

/**
 * The last entry before a time, or of all: a stream goes on after it, and begins with all that there is without it.
 * Empty: there is none.
 */
export async function entryBefore(
  api: ModalApi,
  appId: string,
  time: number | undefined,
  signal?: AbortSignal,
): Promise<string> {
  // Modal's clock may be ahead of this one.
  const until = time ?? api.clock.now() + hour;
  const request = { appId, since: new Date(until - 30 * day), until: new Date(until), limit: 1 };
  const { batches } = await api.call('appFetchLogs', request, { signal });
  return batches.findLast(({ entryId }) => entryId !== '')?.entryId ?? '';
}

/** In order of time, each once. */
function merged(pieces: readonly LogEntry[][]): LogEntry[] {
  const byId = new Map(pieces.flat().map((entry) => [entry.id, entry]));
  return [...byId.values()].sort((a, b) => a.at - b.at);
}
