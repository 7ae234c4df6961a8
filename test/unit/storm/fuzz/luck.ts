import { randomFrom } from '../../../platforms/kit/random.ts';

/** Seeded chance: what one seed did, it does again. */
export class Luck {
  readonly #next: () => number;

  constructor(seed: number | string) {
    this.#next = randomFrom(seed);
  }

  /** True with this chance. */
  chance(share: number): boolean {
    return this.#next() < share;
  }

  /** From 0 to below `end`. */
  below(end: number): number {
    return Math.floor(this.#next() * end);
  }

  pick<T>(from: readonly T[]): T {
    const one = from[this.below(from.length)];
    if (one === undefined && from.length === 0) throw new Error('nothing to pick from');
    return one as T;
  }
}
