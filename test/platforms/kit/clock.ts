/**
 * The simulator's clock. Manual (speed 0): only `advance` moves it. Live: it tells the wall clock's time, so
 * that timestamps and costs agree with the client's own clock, while every duration the platform imposes is
 * divided by the speed. Either way callbacks run in order and see `now()` at exactly the moment they were due,
 * so a cost ledger written from them is exact.
 */
export class SimClock {
  #origin: number;
  #wall = performance.now();
  #speed: number;
  #running: number | undefined;
  #seq = 0;
  #timers: { at: number; seq: number; run: () => void }[] = [];
  #wake: NodeJS.Timeout | undefined;

  constructor(startAt: number, speed: number) {
    this.#origin = startAt;
    this.#speed = speed;
  }

  get live(): boolean {
    return this.#speed > 0;
  }

  /** How long a platform duration lasts on this clock. */
  span(ms: number): number {
    return this.live ? ms / this.#speed : ms;
  }

  get speed(): number {
    return this.#speed;
  }

  now(): number {
    return this.#running ?? this.#elapsed();
  }

  iso(at = this.now()): string {
    return new Date(at).toISOString();
  }

  /** Runs `task` once, a platform duration of `ms` from now; the returned function takes it back. */
  after(ms: number, task: () => void): () => void {
    const timer = { at: this.now() + this.span(Math.max(0, ms)), seq: this.#seq++, run: task };
    const place = this.#timers.findIndex((other) => other.at > timer.at);
    this.#timers.splice(place === -1 ? this.#timers.length : place, 0, timer);
    this.#arm();
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** When the next callback is due. */
  next(): number | undefined {
    return this.#timers[0]?.at;
  }

  every(ms: number, task: () => void): void {
    this.after(ms, () => {
      this.every(ms, task);
      task();
    });
  }

  /** Lets a platform duration of `ms` pass at once. */
  advance(ms: number): void {
    const target = this.now() + this.span(ms);
    this.#runUntil(target);
    this.#rebase(target);
  }

  setSpeed(speed: number): void {
    const now = this.now();
    const left = this.#timers.map((timer) => ({ timer, ms: (timer.at - now) * (this.#speed || 1) }));
    this.#rebase(now);
    this.#speed = speed;
    for (const { timer, ms } of left) timer.at = now + this.span(ms);
    this.#arm();
  }

  /** Runs whatever is already due, so that a request sees the state of its own moment. */
  settle(): void {
    if (this.#running === undefined) this.#runUntil(this.#elapsed());
  }

  close(): void {
    this.#timers = [];
    clearTimeout(this.#wake);
  }

  #elapsed(): number {
    return Math.floor(this.#origin + (this.live ? performance.now() - this.#wall : 0));
  }

  #rebase(now: number): void {
    this.#origin = now;
    this.#wall = performance.now();
    this.#arm();
  }

  #runUntil(target: number): void {
    for (let next = this.#timers[0]; next && next.at <= target; next = this.#timers[0]) {
      this.#timers.shift();
      this.#running = Math.floor(next.at);
      try {
        next.run();
      } finally {
        this.#running = undefined;
      }
    }
    this.#arm();
  }

  #arm(): void {
    clearTimeout(this.#wake);
    const next = this.#timers[0];
    if (!this.live || !next || this.#running !== undefined) return;
    const wait = Math.max(0, next.at - this.#elapsed());
    this.#wake = setTimeout(() => this.settle(), Math.min(wait + 1, 60_000));
    this.#wake.unref();
  }
}
