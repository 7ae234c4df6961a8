import type { Memory } from '../context.ts';
import type { TimeWindow } from '../insight.ts';
import { parsed } from './error-body.ts';

/** `resourceActiveTime` at a moment: seconds that the deployment has been active so far. */
export interface ActiveSample {
  at: number;
  seconds: number;
}

const mostKept = 500;

/**
 * Predibase tells one running total. How much of it lies in a window is only known from totals seen
 * before, so each one that is read is kept.
 */
export class ActiveTime {
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  samples(name: string): ActiveSample[] {
    const value = parsed(this.#memory.get(key(name)) ?? '');
    if (!Array.isArray(value)) return [];
    return value.flatMap((pair: unknown) =>
      Array.isArray(pair) && typeof pair[0] === 'number' && typeof pair[1] === 'number'
        ? [{ at: pair[0], seconds: pair[1] }]
        : [],
    );
  }

  add(name: string, sample: ActiveSample): ActiveSample[] {
    const before = this.samples(name).filter(({ at }) => at < sample.at);
    const [last, previous] = [before.at(-1), before.at(-2)];
    // A total that stands still needs its first and its last sighting only.
    const still = last?.seconds === sample.seconds && previous?.seconds === sample.seconds;
    const next = [...(still ? before.slice(0, -1) : before), sample].slice(-mostKept);
    this.#memory.set(key(name), JSON.stringify(next.map(({ at, seconds }) => [at, seconds])));
    return next;
  }

  clear(name: string): void {
    this.#memory.set(key(name), undefined);
  }
}

/**
 * Active seconds inside the window, from differences between sightings; one that reaches over its edge
 * counts by its share. A total that fell began anew, and what was before that is not known.
 */
export function activeWithin(samples: readonly ActiveSample[], window: TimeWindow): number | undefined {
  let seconds: number | undefined;
  for (const [index, sample] of samples.entries()) {
    const before = samples[index - 1];
    if (!before || sample.seconds < before.seconds) continue;
    const overlap = Math.min(sample.at, window.to) - Math.max(before.at, window.from);
    if (overlap <= 0) continue;
    seconds = (seconds ?? 0) + ((sample.seconds - before.seconds) * overlap) / (sample.at - before.at);
  }
  return seconds;
}

const key = (name: string) => `predibase.activeTime.${name}`;
