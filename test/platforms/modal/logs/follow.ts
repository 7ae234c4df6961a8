import { AppState } from '../words.ts';
import type { App } from '../types.ts';
import type { World } from '../world.ts';
import type { Entry } from './book.ts';
import { batchOf, type Filters, matches } from './select.ts';

export interface Follow extends Filters {
  readonly lastEntryId: string;
  /** Seconds; 0 asks for what exists now. */
  readonly timeout: number;
}

/**
 * A log as it is written. Modal ends the stream after the time that was asked for, at most its own; a client goes on
 * after the last entry it knows. The search text is left to the client.
 */
export async function* follow(
  world: World,
  app: App,
  asked: Follow,
  signal: AbortSignal,
): AsyncGenerator<object> {
  const filters = { ...asked, searchText: '' };
  const queue: Entry[] = [...app.logs.after(asked.lastEntryId)];
  const over = new AbortController();
  let wake = (): void => undefined;
  const end = (): void => {
    over.abort();
    wake();
  };
  const deaf = app.logs.listen((entry) => {
    queue.push(entry);
    wake();
  });
  const timed = world.clock.after(Math.min(asked.timeout, world.modes.logStreamSeconds) * 1000, end);
  signal.addEventListener('abort', end);
  try {
    while (!signal.aborted) {
      for (let entry = queue.shift(); entry; entry = queue.shift()) {
        if (matches(entry, filters)) yield batchOf(entry);
      }
      if (app.state === AppState.stopped || app.state === AppState.disabled) {
        yield { appDone: true, entryId: '', items: [] };
        return;
      }
      if (asked.timeout === 0 || over.signal.aborted) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (queue.length > 0 || over.signal.aborted) resolve();
      });
    }
  } finally {
    timed();
    deaf();
    signal.removeEventListener('abort', end);
  }
}
