import type { Clock } from '../../../../src/connectors/index.ts';

const most = { ask: 1500, sleep: 4000 };
const patienceMs = 10_000;

/** Tells an action that goes round in circles from one that waits, as no wait here takes any time. */
export class Watchdog {
  readonly #counts = { ask: 0, sleep: 0 };
  #bark: (error: Error) => void = () => undefined;

  /** False: too often already, and the action is over. */
  may(what: keyof typeof most): boolean {
    if (++this.#counts[what] <= most[what]) return true;
    this.#bark(new Error(`without end: ${JSON.stringify(this.#counts)}`));
    return false;
  }

  /** What a caller is left with then: an error could be taken for one of the network, and the circle go on. */
  never(): Promise<never> {
    return new Promise(() => undefined);
  }

  async watch<T>(action: () => Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const barked = new Promise<never>((_resolve, reject) => {
      this.#bark = reject;
      timer = setTimeout(() => reject(new Error('it never ends')), patienceMs);
    });
    try {
      return await Promise.race([action(), barked]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Time that passes as it is slept. */
  clock(start: number): Clock {
    let now = start;
    return {
      now: () => now,
      monotonic: () => now - start,
      sleep: async (ms, signal) => {
        signal?.throwIfAborted();
        if (!this.may('sleep')) return this.never();
        now += Math.max(ms, 1);
        await Promise.resolve();
      },
    };
  }
}
