import type { LogEntry, LogQuery } from '../insight.ts';
import { PlatformError } from '../errors.ts';
import { backoff, longestWait } from '../retry.ts';
import type { ModalApi } from './api.ts';
import { entryBefore } from './log-fetch.ts';
import { narrowed } from './log-lines.ts';
import type { Batch } from './log-lines.ts';
import type { LogReader } from './log-reader.ts';
import { wanted } from './log-reader.ts';

export interface Followed {
  api: ModalApi;
  appId: string;
  reader: LogReader;
}

/** Modal ends the stream after that many seconds by itself; it is opened again at once. */
const streamSeconds = 55;
/** One that it does not end by then is silent for another reason than that nobody writes. */
const longestMs = (streamSeconds + 15) * 1000;
/** Failures in a row, after which it is told. A batch begins the count anew. */
const mostFailures = 10;
const passing = new Set<string>(['network', 'unavailable', 'timeout', 'broken-stream', 'rate-limited']);
/** A stream that ends at once is not opened again at once. */
const shortestMs = 1000;
const mostRemembered = 5000;

/** What comes from now on, or from `since` on; over when the app is. */
export async function* followLog(
  { api, appId, reader }: Followed,
  query: LogQuery,
  signal?: AbortSignal,
): AsyncGenerator<LogEntry> {
  const fits = wanted(query);
  const seen = new Seen();
  const { functionId, taskId, descriptor: fileDescriptor } = narrowed(query);
  let lastEntryId = await entryBefore(api, appId, query.since, signal);
  for (let failures = 0; ;) {
    const opened = api.clock.monotonic();
    try {
      const request = { appId, functionId, taskId, fileDescriptor, lastEntryId, timeout: streamSeconds };
      for await (const batch of api.stream('appGetLogs', request, { signal, timeoutMs: longestMs })) {
        failures = 0;
        if (batch.entryId !== '') lastEntryId = batch.entryId;
        if (seen.before(batch)) continue;
        yield* reader.take(batch).filter(fits);
        if (batch.appDone) {
          yield* reader.rest().filter(fits);
          return;
        }
      }
      // A line that has not ended for as long as this is shown as it is.
      yield* reader.soFar().filter(fits);
    } catch (error) {
      failures += 1;
      const wait = failures < mostFailures ? pauseAfter(error, failures) : undefined;
      if (wait === undefined) {
        if (!signal?.aborted) yield* reader.rest().filter(fits);
        throw error;
      }
      await api.clock.sleep(wait, signal);
      continue;
    }
    if (api.clock.monotonic() - opened < shortestMs) await api.clock.sleep(shortestMs, signal);
  }
}

/** How long until it is tried again; undefined: what failed will fail again, or it asks for more than that. */
function pauseAfter(error: unknown, failures: number): number | undefined {
  if (!(error instanceof PlatformError) || !passing.has(error.code)) return undefined;
  const wait = error.data.retryAfterMs ?? backoff(failures);
  return wait > longestWait ? undefined : wait;
}

/** A stream that is opened again may begin with what came last. */
class Seen {
  readonly #ids = new Set<string>();

  before({ entryId }: Batch): boolean {
    // What the server says itself has no id.
    if (entryId === '') return false;
    if (this.#ids.has(entryId)) return true;
    this.#ids.add(entryId);
    if (this.#ids.size > mostRemembered) {
      const [oldest = ''] = this.#ids;
      this.#ids.delete(oldest);
    }
    return false;
  }
}
