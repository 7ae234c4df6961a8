import { aborted } from '../../../src/connectors/clock.ts';
import type { Clock } from '../../../src/connectors/connector.ts';

/** A simulator of any platform, with a clock of its own. */
interface Simulated {
  readonly control: { now(): number; advance(ms: number): unknown };
}

interface Timer {
  at: number;
  fire: () => void;
}

/** How many turns of the event loop without an answer on its way count as nothing left to do. */
const quietTurns = 6;

/** One clock for the platform and for Slipway: time passes only when a test says so, and not during a call. */
export class SharedClock implements Clock {
  readonly #sim: Simulated;
  readonly #start: number;
  #timers: Timer[] = [];
  #onTheirWay = 0;

  constructor(sim: Simulated) {
    this.#sim = sim;
    this.#start = sim.control.now();
  }

  now(): number {
    return this.#sim.control.now();
  }

  monotonic(): number {
    return this.now() - this.#start;
  }

  get sleepers(): number {
    return this.#timers.length;
  }

  /** Answers come whole, so that a call is over when nothing is on its way. */
  readonly fetch: typeof fetch = async (input, init) => {
    this.#onTheirWay++;
    try {
      const response = await globalThis.fetch(input, init);
      const body = await response.arrayBuffer();
      const { status, headers } = response;
      return new Response(body.byteLength === 0 ? null : body, { status, headers });
    } finally {
      this.#onTheirWay--;
    }
  };

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(aborted());
        return;
      }
      const timer = { at: Math.ceil(this.now() + ms), fire: resolve };
      this.#timers.push(timer);
      const stop = () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
        reject(aborted());
      };
      signal?.addEventListener('abort', stop, { once: true });
    });
  }

  /** Lets calls and what follows from them end, without letting any time pass. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < quietTurns; quiet = this.#onTheirWay === 0 ? quiet + 1 : 0)
      await new Promise((resolve) => setImmediate(resolve));
  }

  async advance(ms: number): Promise<void> {
    const end = this.now() + ms;
    await this.settle();
    while (await this.#next(end));
    this.#sim.control.advance(end - this.now());
    await this.settle();
  }

  /** Lets as much time pass as it takes. */
  async until<T>(work: Promise<T>): Promise<T> {
    const state = { over: false };
    const done = () => {
      state.over = true;
    };
    work.then(done, done);
    await this.settle();
    while (!state.over)
      if (!(await this.#next(Infinity))) throw new Error('it waits for nothing that is to come');
    return work;
  }

  async #next(end: number): Promise<boolean> {
    const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
    if (!next) return false;
    this.#timers = this.#timers.filter((other) => other !== next);
    this.#sim.control.advance(Math.max(0, next.at - this.now()));
    next.fire();
    await this.settle();
    return true;
  }
}
