import { Refusal } from '../kit/answers.ts';
import type { SimClock } from '../kit/clock.ts';
import type { Modes } from './options.ts';

interface Bucket {
  tokens: number;
  at: number;
}

type Kind = 'create' | 'other';

/** Creating predictions and everything else have separate limits; both fill up steadily. */
export class RateLimiter {
  readonly #clock: SimClock;
  readonly #modes: Modes;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: SimClock, modes: Modes) {
    this.#clock = clock;
    this.#modes = modes;
  }

  take(username: string, method: string, path: string): void {
    const kind = kindOf(method, path);
    const { bucket, perMinute } = this.#filled(username, kind);
    if (bucket.tokens < 1) throw this.#throttled(Math.ceil(((1 - bucket.tokens) * 60) / perMinute));
    bucket.tokens -= 1;
  }

  headers(username: string, method: string, path: string): Record<string, string> {
    const { bucket } = this.#filled(username, kindOf(method, path));
    return { 'ratelimit-remaining': String(Math.floor(bucket.tokens)), 'ratelimit-reset': '1' };
  }

  /** The limits again in full. */
  refill(): void {
    this.#buckets.clear();
  }

  #filled(username: string, kind: Kind): { bucket: Bucket; perMinute: number } {
    const low = kind === 'create' && this.#modes.lowCredit;
    const perMinute = low ? 6 : kind === 'create' ? 600 : 3000;
    const burst = low ? 1 : perMinute;
    const now = this.#clock.now();
    const key = `${username} ${kind}`;
    const bucket = this.#buckets.get(key) ?? { tokens: burst, at: now };
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 60_000) * perMinute);
    bucket.at = now;
    this.#buckets.set(key, bucket);
    return { bucket, perMinute };
  }

  #throttled(seconds: number): Refusal {
    const reduced = this.#modes.lowCredit
      ? ' for creating predictions is reduced to 6 requests per minute with a burst of 1 requests. Your rate limit'
      : '';
    const detail = `Request was throttled. Your rate limit${reduced} resets in ~${seconds}s.`;
    const at = new Date(Math.ceil(this.#clock.now() / 1000 + seconds) * 1000).toUTCString();
    const named = { off: undefined, seconds: String(seconds), date: at }[this.#modes.retryAfter];
    const body = { detail, status: 429, ...(this.#modes.lowCredit ? { retry_after: seconds } : {}) };
    return new Refusal(
      { status: 429, headers: named === undefined ? {} : { 'retry-after': named }, body },
      'throttled',
    );
  }
}

const kindOf = (method: string, path: string): Kind =>
  method === 'POST' && path.endsWith('/predictions') ? 'create' : 'other';
