import { aborted } from './clock.ts';
import type { Clock } from './context.ts';
import { PlatformError } from './errors.ts';
import { longestWait } from './retry.ts';
import { isBackground } from './urgency.ts';

export interface Allowance {
  /** Requests at once after a pause. */
  burst: number;
  /** What comes back in a minute. In any minute no more than both together go out. */
  perMinute: number;
  /** What only a person's own action may use of the burst. */
  reserve: number;
}

/**
 * For a control plane that publishes no limit. It is far above what watching a thousand deployments costs, and far
 * below what the platforms that do publish one allow.
 */
export const unpublished: Allowance = { burst: 300, perMinute: 600, reserve: 60 };

/** Less than what mostly passes between two rounds, so that a share is there when it is asked for. */
const roundMs = 3_000;
/** Refusals of requests that were under way together are one. */
const oneRefusalMs = 5_000;
/** Without another refusal, the rate doubles again after this long. */
const recoveryMs = 60_000;
/** An eighth of the rate is the least. */
const mostHalvings = 3;
/** Where a refusal does not say how long to wait. */
const usualQuietMs = 2_000;

interface Waiter {
  background: boolean;
  go: () => void;
  fail: (reason: DOMException) => void;
}

/**
 * What one connection may ask of one limit of its platform, so that watching never uses up what an action needs:
 * listing and measuring take their turn and leave a reserve, actions go first. A refusal lowers it for a while.
 */
export class Budget {
  readonly #clock: Clock;
  readonly #allowance: Allowance;
  readonly #waiting: Waiter[] = [];
  #tokens: number;
  #filledAt: number;
  #halvings = 0;
  #refusedAt = -Infinity;
  /** Nothing in the background before this. */
  #quietUntil = -Infinity;
  #sleep: AbortController | undefined;

  constructor(clock: Clock, allowance: Allowance) {
    this.#clock = clock;
    this.#allowance = allowance;
    this.#tokens = allowance.burst;
    this.#filledAt = clock.now();
  }

  /** Requests in the background that could go out at once. */
  get room(): number {
    this.#fill();
    if (this.#waiting.length > 0 || this.#clock.now() < this.#quietUntil) return 0;
    return Math.max(0, Math.floor(this.#tokens - this.#allowance.reserve));
  }

  /**
   * What a round may ask beyond what it must: as much as could go out at once, and at least what comes back in some
   * seconds, so that with each round less is left over.
   */
  get share(): number {
    // A tenth is for what else it finds to ask.
    return Math.max(Math.floor(this.room * 0.9), Math.ceil(this.#perMs * roundMs));
  }

  /** One request, in its turn. Rejects with an AbortError when the signal fires while it waits. */
  async spend<T>(signal: AbortSignal | undefined, send: () => Promise<T>): Promise<T> {
    await this.turn(signal);
    try {
      return await send();
    } catch (error) {
      if (error instanceof PlatformError && error.code === 'rate-limited')
        this.refused(error.data.retryAfterMs);
      throw error;
    }
  }

  turn(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) return Promise.reject(aborted());
    const background = isBackground();
    this.#fill();
    const first = this.#waiting.every((other) => !background && other.background);
    if (first && this.#msUntil(background) <= 0) {
      this.#tokens -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        signal?.removeEventListener('abort', cancel);
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
      };
      const waiter: Waiter = {
        background,
        go: () => {
          leave();
          resolve();
        },
        fail: (reason) => {
          leave();
          reject(reason);
        },
      };
      const cancel = (): void => {
        waiter.fail(aborted());
        this.#wake();
      };
      signal?.addEventListener('abort', cancel, { once: true });
      this.#waiting.push(waiter);
      this.#wake();
    });
  }

  /** The platform refused one for their number. */
  refused(waitMs = usualQuietMs): void {
    const now = this.#clock.now();
    this.#fill();
    if (Math.abs(now - this.#refusedAt) >= oneRefusalMs)
      this.#halvings = Math.min(mostHalvings, this.#halvings + 1);
    this.#refusedAt = now;
    this.#tokens = Math.min(this.#tokens, this.#allowance.reserve);
    this.#quietUntil = Math.max(this.#quietUntil, now + Math.min(waitMs, longestWait));
  }

  /** The platform told how many are left. Others use the same account, so it may be fewer than is known here. */
  left(requests: number): void {
    this.#fill();
    if (requests >= 0) this.#tokens = Math.min(this.#tokens, requests);
  }

  dispose(): void {
    for (const waiter of [...this.#waiting]) waiter.fail(aborted());
    this.#sleep?.abort();
  }

  get #perMs(): number {
    return this.#allowance.perMinute / 60_000 / 2 ** this.#halvings;
  }

  /** By the time of day: in a laptop's sleep a limit fills up too. A clock that was set back gives nothing. */
  #fill(): void {
    const now = this.#clock.now();
    this.#earn(now - this.#filledAt);
    this.#filledAt = now;
    if (now < this.#refusedAt) this.#quietUntil = this.#refusedAt = now;
    while (this.#halvings > 0 && now - this.#refusedAt >= recoveryMs) {
      this.#halvings -= 1;
      this.#refusedAt += recoveryMs;
    }
  }

  #earn(ms: number): void {
    this.#tokens = Math.min(this.#allowance.burst, this.#tokens + Math.max(0, ms) * this.#perMs);
  }

  #msUntil(background: boolean): number {
    const needed = 1 + (background ? this.#allowance.reserve : 0);
    const filling = needed <= this.#tokens ? 0 : Math.ceil((needed - this.#tokens) / this.#perMs);
    return Math.max(filling, background ? this.#quietUntil - this.#clock.now() : 0);
  }

  get #next(): Waiter | undefined {
    return this.#waiting.find(({ background }) => !background) ?? this.#waiting[0];
  }

  /** Lets go whose turn it is, and sleeps until the next one's. One timer, and only while somebody waits. */
  #wake(): void {
    this.#sleep?.abort();
    this.#sleep = undefined;
    this.#fill();
    for (let next = this.#next; next; next = this.#next) {
      const ms = this.#msUntil(next.background);
      if (ms > 0) {
        void this.#wakeAfter(ms);
        return;
      }
      this.#tokens -= 1;
      next.go();
    }
  }

  async #wakeAfter(ms: number): Promise<void> {
    const sleep = (this.#sleep = new AbortController());
    const began = this.#clock.now();
    try {
      await this.#clock.sleep(ms, sleep.signal);
    } catch {
      return; // somebody came or left: another sleep has begun where one is needed
    }
    if (this.#sleep !== sleep) return;
    // What was slept counts, even when the clock was set back meanwhile: nobody waits for it to catch up.
    const passed = this.#clock.now() - began;
    if (passed < ms) {
      this.#fill();
      this.#earn(ms - Math.max(0, passed));
      this.#quietUntil -= ms - Math.max(0, passed);
    }
    this.#wake();
  }
}
