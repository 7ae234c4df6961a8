import { t } from '@vscode/l10n';
import type { PlatformError } from '../../errors.ts';
import { NetworkError } from '../../http-failure.ts';
import { backoff, longestWait } from '../../retry.ts';

const mostBusyTries = 3;

/** Decides, before any text came, whether a test is worth another try and what to tell meanwhile. */
export class Patience {
  #connects = 0;
  #busy = 0;

  /** Never after a 424: each new try would download the adapter again. */
  after(error: PlatformError): { ms: number; message: string } | undefined {
    const { code, status, platformCode, retryAfterMs } = error.data;
    // Only what did not go out: the server may be at work on what did.
    if (error instanceof NetworkError && error.neverSent) {
      if (this.#connects++ > 0) return undefined;
      return { ms: backoff(0), message: t`${error.message} Trying once more.` };
    }
    const full = platformCode === 'overloaded';
    const starting = code === 'not-ready' && (status === 502 || status === 503);
    if (!full && !starting && code !== 'rate-limited') return undefined;
    if (this.#busy >= mostBusyTries) return undefined;
    const ms = retryAfterMs ?? backoff(this.#busy, Math.random, 1_000, 10_000);
    if (ms > longestWait) return undefined;
    this.#busy++;
    return { ms, message: t`${error.message} Trying again in ${Math.max(1, Math.ceil(ms / 1000))} s.` };
  }
}
