import { randomUUID } from 'node:crypto';
import type { DeploymentKey } from '../deployments/types.ts';
import type { Poll, WatchStretch } from '../metrics/types.ts';

/** How often the end of a stretch is written while it lasts: a crash loses no more than that. */
export const keepEveryMs = 60_000;

interface Watched {
  stretch: WatchStretch;
  /** Its end as it is in the history. */
  written: number;
  keys: Set<DeploymentKey>;
}

/** What a reading means for the history. */
interface Read {
  /** This window has not read it before. */
  first: boolean;
  /** Those that were not read the last time. */
  anew: ReadonlySet<DeploymentKey>;
  /** Read the last time and not this time. */
  lost: DeploymentKey[];
  /** To be written now. */
  stretches: WatchStretch[];
}

/**
 * Which accounts this window reads, and since when without a silence. A row of its own for each stretch of each
 * window: none has to know of the others, and what several of them watched is one time all the same.
 */
export class Watch {
  readonly #writer = randomUUID();
  readonly #holdMs: () => number;
  readonly #scopes = new Map<string, Watched>();

  /** `holdMs`: a longer time without a reading is a silence. */
  constructor(holdMs: () => number) {
    this.#holdMs = holdMs;
  }

  read({ scope, at, samples }: Poll): Read {
    const keys = new Set(samples.map(({ deployment }) => deployment));
    const known = this.#scopes.get(scope);
    const passed = known ? at - known.stretch.until : Infinity;
    // Also after the clock was set back.
    if (!known || passed > this.#holdMs() || passed < 0) {
      const stretch = { scope, writer: this.#writer, since: at, until: at };
      this.#scopes.set(scope, { stretch, written: at, keys });
      // The end of the one before may not be written yet.
      const ended = known && known.written < known.stretch.until ? [known.stretch] : [];
      return { first: !known, anew: keys, lost: [], stretches: [...ended, stretch] };
    }
    const lost = [...without(known.keys, keys)];
    const anew = without(keys, known.keys);
    known.keys = keys;
    known.stretch = { ...known.stretch, until: at };
    if (at - known.written < keepEveryMs) return { first: false, anew, lost, stretches: [] };
    known.written = at;
    return { first: false, anew, lost, stretches: [known.stretch] };
  }

  /** It is gone: not to see it any more is no loss of sight. */
  forget(scope: string, deployment: DeploymentKey): void {
    this.#scopes.get(scope)?.keys.delete(deployment);
  }

  /** The ends that are not written yet. */
  rest(): WatchStretch[] {
    const open = [...this.#scopes.values()].filter(({ stretch, written }) => written < stretch.until);
    for (const watched of open) watched.written = watched.stretch.until;
    return open.map(({ stretch }) => stretch);
  }
}

const without = <T>(set: ReadonlySet<T>, other: ReadonlySet<T>): Set<T> =>
  new Set([...set].filter((item) => !other.has(item)));
