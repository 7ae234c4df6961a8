import { t } from '@vscode/l10n';
import { allOrNone } from '../all-or-none.ts';
import type { FieldChoice } from '../catalogue.ts';
import type { LogEntry, LogFilters, LogQuery } from '../insight.ts';
import type { ModalApi } from './api.ts';
import { problem } from './errors.ts';
import { followLog } from './follow.ts';
import { LogFetch } from './log-fetch.ts';
import { isBuild } from './log-lines.ts';
import { LogReader } from './log-reader.ts';
import type { ReadServed, Served } from './served.ts';
import { timeOf } from './units.ts';

const hour = 3_600_000;
const usualLimit = 1000;
/** Containers that ended lately are found in this many lines. */
const recentLines = 500;

export interface LogParts {
  api: ModalApi;
  read: ReadServed;
}

/** What the containers of a row write. */
export class Logs {
  readonly #api: ModalApi;
  readonly #read: ReadServed;

  constructor({ api, read }: LogParts) {
    this.#api = api;
    this.#read = read;
  }

  /** The newest that the query lets through, oldest first. */
  async read(id: string, query: LogQuery, signal?: AbortSignal): Promise<LogEntry[]> {
    const { appId, served } = await this.#app(id, signal);
    const fetch = new LogFetch(this.#api, appId, () => this.#reader(served));
    const limit = query.limit ?? usualLimit;
    return query.since === undefined
      ? fetch.tail(query, limit, signal)
      : fetch.range(query, query.since, limit, signal);
  }

  async *follow(id: string, query: LogQuery, signal?: AbortSignal): AsyncGenerator<LogEntry> {
    try {
      const { appId, served } = await this.#app(id, signal);
      yield* followLog({ api: this.#api, appId, reader: this.#reader(served) }, query, signal);
    } catch (error) {
      // To be ended is how a log that is followed ends.
      if (!signal?.aborted) throw error;
    }
  }

  async filters(id: string, signal?: AbortSignal): Promise<LogFilters> {
    const { appId, served } = await this.#app(id, signal);
    const now = this.#api.clock.now();
    const { environment } = served.subject;
    const recent = { appId, since: new Date(now - 24 * hour), until: new Date(now + 1), limit: recentLines };
    const [{ tasks }, { batches }] = await allOrNone(
      signal,
      (within) => this.#api.call('taskList', { environmentName: environment, appId }, { signal: within }),
      (within) => this.#api.call('appFetchLogs', recent, { signal: within }),
    );
    const containers = new Map<string, FieldChoice>();
    for (const { taskId, startedAt } of tasks) {
      const at = timeOf(startedAt);
      const detail = at === undefined ? t('starting') : t`since ${timeText(at)}`;
      containers.set(taskId, { value: taskId, label: taskId, detail });
    }
    for (const batch of batches.toReversed()) {
      const { taskId } = batch;
      if (taskId === '' || isBuild(batch) || containers.has(taskId)) continue;
      containers.set(taskId, { value: taskId, label: taskId, detail: t('ended') });
    }
    const days = batches.find(({ ttlDays }) => ttlDays > 0)?.ttlDays;
    return {
      parts: served.parts.map(({ id: value, tag, kind }) => ({ value, label: tag, detail: kind })),
      containers: [...containers.values()],
      sources: ['stdout', 'stderr', 'system'],
      reach:
        days === undefined
          ? t('Modal keeps logs for a day on the Starter plan and for 30 days on the Team plan.')
          : t`Modal keeps this log for ${days === 1 ? t('a day') : t`${days} days`}.`,
    };
  }

  async #app(id: string, signal?: AbortSignal): Promise<{ appId: string; served: Served }> {
    const served = await this.#read(id, signal);
    const { appId } = served;
    if (appId === undefined)
      throw problem('not-ready', t('It has no log yet: Modal has not told which app serves it.'), {
        hint: t('Refresh the list in a minute.'),
      });
    return { appId, served };
  }

  #reader({ parts }: Served): LogReader {
    const tags = new Map(parts.map(({ id, tag }) => [id, tag]));
    return new LogReader(tags, this.#api.redact, () => this.#api.clock.now());
  }
}

function timeText(at: number): string {
  return t`${new Date(at).toISOString().slice(11, 16)} UTC`;
}
