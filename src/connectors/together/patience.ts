import { t } from '@vscode/l10n';
import type { Clock } from '../connector.ts';
import type { PlatformError } from '../errors.ts';
import { NetworkError } from '../http-failure.ts';
import { backoff, longestWait } from '../retry.ts';
import type { Route } from './chat.ts';
import type { Subject } from './subject.ts';

export interface Pause {
  ms: number;
  message: string;
  /** The model answers only as a stream: ask for one. */
  streamNow?: true;
  /** The model has no chat template: have it continue the text instead. */
  completeNow?: true;
}

/** Routers learn a new split in about 30 s; within the first minute "not configured" is no verdict. */
const routingTime = 60_000;
const routingPause = 5_000;
/** About 30 s in all, for an endpoint of the first generation that runs but says that it does not. */
const notRunningPauses = [3_000, 8_000, 16_000];
const mostBusyTries = 3;

/** Decides, before the first byte only, whether a test is worth another try and what to tell meanwhile. */
export class Patience {
  readonly #subject: Subject;
  readonly #clock: Clock;
  #connects = 0;
  #busy = 0;
  #notRunning = 0;

  constructor(subject: Subject, clock: Clock) {
    this.#subject = subject;
    this.#clock = clock;
  }

  async after(
    error: PlatformError,
    { streamed, route }: { streamed: boolean; route: Route },
    signal?: AbortSignal,
  ): Promise<Pause | undefined> {
    const { code, status, retryAfterMs } = error.data;
    const says = `${error.data.platformCode ?? ''} ${error.data.platformMessage ?? ''}`;
    // Only what did not go out: a second one of a test that may run already is a second bill.
    if (error instanceof NetworkError && error.neverSent) {
      if (this.#connects++ > 0) return undefined;
      return { ms: backoff(0), message: t`${error.message} Trying once more.` };
    }
    if (says.includes('streaming_required') && !streamed)
      return { ms: 0, message: t('The model answers only as a stream: asking for one.'), streamNow: true };
    // Engines say so in words of their own; the catalogue does not always say it beforehand.
    if (status === 400 && route === '/chat/completions' && /chat.?template/i.test(says))
      return {
        ms: 0,
        message: t('The model has no chat template: asking it to continue the text.'),
        completeNow: true,
      };
    if (code === 'not-routed') return this.#routing();
    if (says.includes('dedicated_endpoint_not_running')) return this.#waking(signal);
    if ((status === 429 && code === 'rate-limited') || status === 503) return this.#queueing(retryAfterMs);
    return undefined;
  }

  #routing(): Pause | undefined {
    const since = this.#subject.routedAt;
    if (since === undefined) return undefined;
    const left = since + routingTime - this.#clock.now();
    if (left <= 0 || left > 2 * routingTime) return undefined;
    return {
      ms: Math.min(routingPause, left),
      message: t('The route to the deployment is still being set up; this takes about half a minute.'),
    };
  }

  async #waking(signal?: AbortSignal): Promise<Pause | undefined> {
    const ms = notRunningPauses[this.#notRunning++];
    if (ms === undefined || !(await this.#subject.running(signal).catch(() => false))) return undefined;
    return {
      ms,
      message: t('The endpoint says that it is not running although it is started: trying again.'),
    };
  }

  #queueing(asked: number | undefined): Pause | undefined {
    if (this.#busy >= mostBusyTries) return undefined;
    const ms = asked ?? backoff(this.#busy, Math.random, 1_000, 10_000);
    if (ms > longestWait) return undefined;
    this.#busy++;
    return { ms, message: t`Together AI is busy: trying again in ${Math.max(1, Math.ceil(ms / 1000))} s.` };
  }
}
