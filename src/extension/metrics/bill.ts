import type { NanoUsd } from '../../connectors/domain.ts';

const hourMs = 3_600_000n;

/** A stretch of time at one rate, in nano-dollars per hour; undefined = unknown. */
export interface Stretch {
  from: number;
  to: number;
  /** What it cost. Undefined too where nobody watched. */
  rate: number | undefined;
  /** What it cannot have exceeded. */
  most: number | undefined;
  watched: boolean;
}

/** The cost of time, as far as it is known. */
export interface BilledTime {
  /** Absent when no watched stretch has a known cost. */
  observed?: NanoUsd;
  ceiling?: NanoUsd;
  atLeast: boolean;
}

/** Σ rate × ms without rounding on the way: eight GPUs for a month exceed what a number holds exactly. */
class Integral {
  #sum = 0n;
  #run = { rate: 0, ms: 0 };

  add(rate: number, ms: number): void {
    if (rate !== this.#run.rate) {
      this.#flush();
      this.#run = { rate, ms: 0 };
    }
    this.#run.ms += ms;
  }

  /** Nano-dollars, with those of another one, rounded half up once. */
  total(other?: Integral): NanoUsd {
    return Number((this.#exact() + (other ? other.#exact() : 0n) + hourMs / 2n) / hourMs);
  }

  #exact(): bigint {
    this.#flush();
    return this.#sum;
  }

  #flush(): void {
    if (this.#run.rate !== 0 && this.#run.ms !== 0)
      this.#sum += BigInt(this.#run.rate) * BigInt(this.#run.ms);
    this.#run = { rate: this.#run.rate, ms: 0 };
  }
}

/** Adds up stretches of time, without rounding on the way. */
export class Bill {
  readonly observed = new Integral();
  readonly #ceiling = new Integral();
  watchedMs = 0;
  /** A part has an upper bound only. */
  #bounded = false;
  #atLeast = false;
  #priced = false;

  add({ from, to, rate, most, watched }: Stretch): void {
    const ms = to - from;
    if (watched) this.watchedMs += ms;
    this.#ceiling.add(rate ?? most ?? 0, ms);
    if (rate === undefined) {
      this.#bounded = true;
      this.#atLeast ||= most === undefined;
    } else {
      this.#priced = true;
      this.observed.add(rate, ms);
    }
  }

  /** With what another one has added up. */
  cost(other = new Bill()): BilledTime {
    const atLeast = this.#atLeast || other.#atLeast;
    // Where a price or a bound is unknown there is no upper bound either.
    const isBounded = !atLeast && (this.#bounded || other.#bounded);
    return {
      // Below an upper bound stands a lower one, if only nothing.
      ...(isBounded || this.#priced || other.#priced
        ? { observed: this.observed.total(other.observed) }
        : {}),
      ...(isBounded ? { ceiling: this.#ceiling.total(other.#ceiling) } : {}),
      atLeast,
    };
  }
}
