import type { Clock, Log } from './context.ts';
import type { PlatformId } from './domain.ts';
import { PlatformError } from './errors.ts';
import { backoff, longestWait } from './retry.ts';

export interface RepeatRules {
  platform: PlatformId;
  /** `GET /path`, for the log. */
  name: string;
  clock: Clock;
  log: Log | undefined;
  signal: AbortSignal | undefined;
  /** How often at most it may go out again. */
  retries: number;
  /** Whether it may go out again after this: only the platform knows what a second one would cost. */
  mayRepeat: (error: PlatformError) => boolean;
  /** What support calls the id of a request, where the log is to hold it. */
  requestIdName?: string;
}

/** Sends until there is a good answer, or a failure that stays. Throws PlatformError only. */
export async function repeatRequest<T>(send: () => Promise<T>, rules: RepeatRules): Promise<T> {
  try {
    return await untilAnswered(send, rules);
  } catch (thrown) {
    const error = PlatformError.from(thrown, rules.platform);
    if (error.code !== 'cancelled') rules.log?.debug(lineOf(error, rules));
    throw error;
  }
}

async function untilAnswered<T>(send: () => Promise<T>, rules: RepeatRules): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await send();
    } catch (thrown) {
      const error = PlatformError.from(thrown, rules.platform);
      if (attempt >= rules.retries || !rules.mayRepeat(error)) throw error;
      const wait = error.data.retryAfterMs ?? backoff(attempt);
      if (wait > longestWait) throw error;
      await rules.clock.sleep(wait, rules.signal);
    }
  }
}

function lineOf({ code, message, data }: PlatformError, { name, requestIdName }: RepeatRules): string {
  const id = requestIdName === undefined ? undefined : data.requestId;
  return `${name}: ${data.status ?? code} ${message}${id === undefined ? '' : ` (${requestIdName} ${id})`}`;
}
