import type { SimClock } from './clock.ts';
import type { Fault, FaultBook, FaultRule } from './faults.ts';
import { RequestLimit } from './requestLimit.ts';
import type { LoggedRequest, RequestLog } from './requestLog.ts';

/** What every simulator lets a test do behind the platform's back: its time, its faults, what it was asked. */
export class SimControl {
  readonly #clock: SimClock;
  readonly #faults: FaultBook;
  readonly #log: RequestLog;

  constructor(clock: SimClock, faults: FaultBook, log: RequestLog) {
    this.#clock = clock;
    this.#faults = faults;
    this.#log = log;
  }

  now(): number {
    return this.#clock.now();
  }

  /** Lets a platform duration pass; everything due on the way happens in order. */
  advance(ms: number): void {
    this.#clock.advance(ms);
  }

  /** What platform durations are divided by on a live clock; 0 stops it and makes it manual. */
  setSpeed(speed: number): void {
    this.#clock.setSpeed(speed);
  }

  addFault(rule: FaultRule): number {
    return this.#faults.add(rule);
  }

  removeFault(id: number): boolean {
    return this.#faults.remove(id);
  }

  clearFaults(): void {
    this.#faults.clear();
  }

  faults(): ReturnType<FaultBook['list']> {
    return this.#faults.list();
  }

  /** So many requests in any minute; what exceeds it is refused in the platform's form. Undefined: no limit. */
  limitRequests(perMinute: number | undefined, refusal: (seconds: number) => Fault): void {
    const limit =
      perMinute === undefined ? undefined : new RequestLimit(perMinute, refusal, () => this.#clock.now());
    this.#faults.limit(limit);
  }

  requests(match: { method?: string; path?: string | RegExp } = {}): LoggedRequest[] {
    return this.#log.list(match);
  }

  clearRequests(): void {
    this.#log.clear();
  }
}
