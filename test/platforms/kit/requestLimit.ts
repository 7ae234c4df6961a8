import type { Fault } from './faults.ts';

const minute = 60_000;

/** So many requests in any minute, whoever sends them; the rest is refused, with the time until there is room again. */
export class RequestLimit {
  readonly #perMinute: number;
  readonly #refusal: (seconds: number) => Fault;
  readonly #now: () => number;
  /** When those of the last minute came. */
  #times: number[] = [];

  constructor(perMinute: number, refusal: (seconds: number) => Fault, now: () => number) {
    this.#perMinute = perMinute;
    this.#refusal = refusal;
    this.#now = now;
  }

  take(): Fault | undefined {
    const now = this.#now();
    this.#times = this.#times.filter((at) => at > now - minute);
    const [first = now] = this.#times;
    if (this.#times.length >= this.#perMinute) return this.#refusal(Math.ceil((first + minute - now) / 1000));
    this.#times.push(now);
    return undefined;
  }
}
