/** What is worth hastening; Modal’s client waits for a tenth of a second between two tries. */
const longMs = 80;

interface Kept {
  ms: number;
  due: number;
  fire: () => void;
  ours: boolean;
}

/**
 * The timers of everybody in this process while a cell runs. Long ones can be made due at once, so that a time-out of
 * half a minute costs no time; and what the connectors leave behind is seen.
 */
export class Timers {
  readonly #kept = new Map<unknown, Kept>();
  readonly #set = globalThis.setTimeout;
  readonly #clear = globalThis.clearTimeout;
  /** Grows with every timer that begins or ends. */
  moves = 0;

  install(): void {
    const set = (fire: (...given: unknown[]) => void, ms = 0, ...given: unknown[]): NodeJS.Timeout => {
      // Whoever called: what a library begins on our behalf is its own to end.
      const ours = /\/src\/connectors\//.test(new Error().stack?.split('\n')[2] ?? '');
      const run = (): void => {
        this.#forget(timer);
        fire(...given);
      };
      const timer = this.#set(run, ms);
      if (ours || ms >= longMs) this.#kept.set(timer, { ms, due: performance.now() + ms, fire: run, ours });
      this.moves++;
      return timer;
    };
    globalThis.setTimeout = Object.assign(set, this.#set);
    globalThis.clearTimeout = (timer) => {
      this.#forget(timer);
      this.#clear(timer);
    };
  }

  restore(): void {
    globalThis.setTimeout = this.#set;
    globalThis.clearTimeout = this.#clear;
    this.#kept.clear();
  }

  /** The next long one is due now; `upTo`: of those that are no longer than that. */
  hasten(upTo: number): void {
    const long = [...this.#kept].filter(([, { ms, due }]) => ms <= upTo && due - performance.now() > 20);
    const [timer, next] = long.toSorted(([, a], [, b]) => a.due - b.due)[0] ?? [];
    if (!next) return;
    this.#clear(timer as NodeJS.Timeout);
    next.fire();
  }

  /** Timers that connectors have begun and neither ended nor stopped. */
  left(): number {
    return [...this.#kept.values()].filter(({ ours }) => ours).length;
  }

  #forget(timer: unknown): void {
    this.moves++;
    this.#kept.delete(timer);
  }
}

/** Turns of the event loop, not milliseconds: client and simulator share it, however slow the machine is. */
const quietTurns = 40;

/** Waits for `work`; where nothing moves any more, the next long timer is due. */
export async function hastened<T>(work: Promise<T>, timers: Timers, upTo: number): Promise<T> {
  const state = { over: false };
  const watched = work.finally(() => (state.over = true));
  watched.catch(() => undefined);
  let quiet = 0;
  for (let { moves } = timers; !state.over; moves = timers.moves) {
    await new Promise((resolve) => setImmediate(resolve));
    quiet = timers.moves === moves ? quiet + 1 : 0;
    if (quiet < quietTurns) continue;
    await new Promise((resolve) => setTimeout(resolve, 4));
    timers.hasten(upTo);
    quiet = 0;
  }
  return watched;
}
