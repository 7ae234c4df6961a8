import { aborted } from '../../../src/connectors/clock.ts';
import type { Clock } from '../../../src/connectors/connector.ts';

interface Timer {
  at: number;
  fire: () => void;
}

/** Lets everything that is ready run, without letting any time pass. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Time that passes only when a test says so. */
export class ManualClock implements Clock {
  #time = 0;
  #timers: Timer[] = [];
  readonly epoch: number;

  constructor(epoch = 1_800_000_000_000) {
    this.epoch = epoch;
  }

  now(): number {
    return this.epoch + this.#time;
  }

  monotonic(): number {
    return this.#time;
  }

  get sleepers(): number {
    return this.#timers.length;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(aborted());
        return;
      }
      const timer = { at: this.#time + ms, fire: resolve };
      this.#timers.push(timer);
      signal?.addEventListener('abort', () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
        reject(aborted());
      });
    });
  }

  /** Every timer on the way fires at its own time, and what it starts gets to run. */
  async advance(ms: number): Promise<void> {
    const end = this.#time + ms;
    for (;;) {
      await settle();
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#time = Math.max(this.#time, next.at);
      next.fire();
    }
    this.#time = end;
    await settle();
  }

  /** For code that runs synchronously between two moments. */
  skip(ms: number): void {
    this.#time += ms;
  }
}
