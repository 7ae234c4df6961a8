import * as v from 'valibot';
import type { Memory } from '../connector.ts';
import type { PastRelease } from './history.ts';
import { Notebook } from './notebook.ts';

export interface Bounds {
  min: number;
  max: number;
}

const bounds = v.object({ min: v.number(), max: v.number() });
const suggested: Bounds = { min: 0, max: 1 };

/** What a stopped deployment had before: the platform itself forgets it with the 0/0 of a stop. */
export class LastBounds {
  readonly #bounds: Notebook<Bounds>;

  constructor(memory: Memory) {
    this.#bounds = new Notebook<Bounds>(memory, 'bounds', bounds);
  }

  keep(key: string, { min, max }: Bounds): void {
    if (max > 0) this.#bounds.set(key, { min, max });
  }

  forget(key: string): void {
    this.#bounds.set(key, undefined);
  }

  /**
   * As in the newest release that ran, since it may have been scaled elsewhere after a stop from here; else as
   * remembered; `known` false for a suggestion.
   */
  of(key: string, releases: readonly PastRelease[]): Bounds & { known: boolean } {
    const ran = releases.findLast(({ max = 0 }) => max > 0);
    if (ran?.max !== undefined) return { min: ran.min ?? 0, max: ran.max, known: true };
    const kept = this.#bounds.get(key);
    if (kept && kept.max > 0) return { ...kept, known: true };
    return { ...suggested, known: false };
  }
}
