import { randomUUID } from 'node:crypto';
import type { DeploymentKey } from '../deployments/types.ts';
import type { Poll, StatusSample, WatchStretch } from '../metrics/types.ts';

/** How often the end of a stretch is written while it lasts: a crash loses no more than that. */
export const keepEveryMs = 60_000;

interface Watched {
  stretch: WatchStretch;
  /** Its end as it is in the history. */
  written: number;
  /** Counts readings. */
  round: number;
  /** Everything of the account was read at least once. */
  whole: boolean;
  /** Each that was seen, by whichever window: when, and in which reading of this one. */
  seen: Map<DeploymentKey, { at: number; round: number }>;
}

/** What has to be written. */
interface Written {
  stretches: WatchStretch[];
  /** Were out of sight for too long, or at the end of these stretches: else they would count as watched. */
  lost: DeploymentKey[];
}

/** What a reading means for the history. */
interface Read extends Written {
  /** When the watching began that goes on now. */
  since: number;
  /** This window has not read it before, or the clock was set back. */
  begins: boolean;
  /** Only the history knows what was seen last and is not there now. */
  unsure: boolean;
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

  read({ scope, at, samples, complete }: Poll): Read {
    const whole = complete === true;
    const known = this.#scopes.get(scope);
    const passed = known ? at - known.stretch.until : Infinity;
    if (known && passed >= 0 && passed <= this.#holdMs()) {
      known.round++;
      known.stretch = { ...known.stretch, until: at };
      const missed = this.#see(known, samples);
      const due = at - known.written >= keepEveryMs;
      const { stretches, lost } = due ? this.#write(known) : nothing;
      const unsure = whole && !known.whole;
      known.whole ||= whole;
      const { since } = known.stretch;
      return { since, begins: false, unsure, stretches, lost: [...missed, ...lost] };
    }
    // A platform's rows are read one after the other, and the whole is done a moment later.
    const near = samples.filter((sample) => at - sample.at <= this.#holdMs());
    const since = near.reduce((least, sample) => Math.min(least, sample.at), at);
    const begun: Watched = {
      ...{ stretch: { scope, writer: this.#writer, since, until: at }, written: at, round: 0 },
      ...{ seen: new Map(), whole },
    };
    this.#see(begun, samples);
    this.#scopes.set(scope, begun);
    if (!known || passed < 0)
      return { since, begins: true, unsure: true, lost: [], stretches: [begun.stretch] };
    begun.whole ||= known.whole;
    const unsure = whole && !known.whole;
    const ended = known.written < known.stretch.until ? this.#write(known) : nothing;
    // Another window may have watched meanwhile, so that both stretches are one.
    const missing = [...known.seen.keys()].filter((key) => !begun.seen.has(key));
    return {
      ...{ since, begins: false, unsure, lost: [...ended.lost, ...missing] },
      stretches: [...ended.stretches, begun.stretch],
    };
  }

  /** One that was read by itself. `since` is infinite where nobody watches its account. */
  see(sample: StatusSample): Written & { since: number } {
    const watched = sample.scope === undefined ? undefined : this.#scopes.get(sample.scope);
    if (!watched || Math.abs(sample.at - watched.stretch.until) > this.#holdMs())
      return { since: Infinity, ...nothing };
    return { since: watched.stretch.since, stretches: [], lost: this.#see(watched, [sample]) };
  }

  /** Another window saw it. */
  hear({ scope, deployment, at, unseen, gone }: StatusSample): void {
    const seen = scope === undefined ? undefined : this.#scopes.get(scope)?.seen;
    if (seen && !seen.has(deployment) && !unseen && !gone) seen.set(deployment, { at, round: -1 });
  }

  /** It is gone: not to see it any more is no loss of sight. */
  forget(scope: string, deployment: DeploymentKey, at: number): Written {
    const watched = this.#scopes.get(scope);
    const sighting = watched?.seen.get(deployment);
    if (!watched || !sighting) return nothing;
    watched.seen.delete(deployment);
    const [hold, { until }] = [this.#holdMs(), watched.stretch];
    const missed = at - until <= hold && at - sighting.at > hold;
    return { stretches: [], lost: missed || sighting.round !== watched.round ? [deployment] : [] };
  }

  /** The ends that are not written yet. */
  rest(): Written {
    const open = [...this.#scopes.values()].filter(({ stretch, written }) => written < stretch.until);
    const made = open.map((watched) => this.#write(watched));
    return {
      lost: made.flatMap(({ lost }) => lost),
      stretches: made.flatMap(({ stretches }) => stretches),
    };
  }

  /** Those that were out of sight for too long before. */
  #see({ seen, round }: Watched, samples: readonly StatusSample[]): DeploymentKey[] {
    const missed: DeploymentKey[] = [];
    for (const { deployment, at } of samples) {
      const sighting = seen.get(deployment);
      if (!sighting) seen.set(deployment, { at, round });
      else {
        if (at - sighting.at > this.#holdMs()) missed.push(deployment);
        sighting.at = Math.max(sighting.at, at);
        sighting.round = round;
      }
    }
    return missed;
  }

  #write(watched: Watched): Written {
    const { stretch, seen, round } = watched;
    watched.written = stretch.until;
    const lost: DeploymentKey[] = [];
    for (const [key, sighting] of seen) {
      // A row that the connector has kept from an earlier reading is not seen again with each one.
      if (sighting.round === round && stretch.until - sighting.at <= this.#holdMs()) continue;
      lost.push(key);
      seen.delete(key);
    }
    return { stretches: [stretch], lost };
  }
}

const nothing: Written = { stretches: [], lost: [] };
