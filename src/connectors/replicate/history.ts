import * as v from 'valibot';
import type { Memory } from '../connector.ts';
import { Notebook } from './notebook.ts';
import type { WireRelease } from './wire.ts';

const most = 50;

const pastRelease = v.object({
  number: v.number(),
  version: v.optional(v.string()),
  hardware: v.optional(v.string()),
  min: v.optional(v.number()),
  max: v.optional(v.number()),
  at: v.optional(v.number()),
  by: v.optional(v.string()),
});
export interface PastRelease {
  number: number;
  version?: string | undefined;
  hardware?: string | undefined;
  min?: number | undefined;
  max?: number | undefined;
  /** ms since epoch. */
  at?: number | undefined;
  by?: string | undefined;
}

/** `anew`: of a new deployment under the name of a deleted one. `stale`: from before what is known. */
export type Sighting = 'known' | 'next' | 'anew' | 'stale';

/** The platform shows only the current release, so each that was seen is kept here. Oldest first. */
export class History {
  readonly #releases: Notebook<PastRelease[]>;

  constructor(memory: Memory) {
    this.#releases = new Notebook<PastRelease[]>(memory, 'releases', v.array(pastRelease));
  }

  of(key: string): PastRelease[] {
    return this.#releases.get(key) ?? [];
  }

  see(key: string, current: WireRelease): Sighting {
    const seen = toPast(current);
    if (!seen) return 'known';
    const known = this.of(key);
    const sighting = sightingOf(known, seen);
    if (sighting === 'next' || sighting === 'anew')
      this.#releases.set(key, [...(sighting === 'anew' ? [] : known), seen].slice(-most));
    return sighting;
  }

  forget(key: string): void {
    this.#releases.set(key, undefined);
  }
}

/** The same thing was recorded with two different times. */
const slack = 60_000;

/** Numbers and times only rise: a lower number is of a new deployment where it is younger, else it is old news. */
function sightingOf(known: readonly PastRelease[], seen: PastRelease): Sighting {
  const newest = known.at(-1);
  if (!newest || seen.number > newest.number) return 'next';
  if (newest.at === undefined || seen.at === undefined) {
    if (seen.number === newest.number) return 'known';
    return known.some(({ number }) => number === seen.number) ? 'stale' : 'anew';
  }
  if (seen.number === newest.number && Math.abs(seen.at - newest.at) <= slack) return 'known';
  return seen.at > newest.at ? 'anew' : 'stale';
}

export function toPast({
  number,
  version,
  created_at,
  created_by,
  configuration,
}: WireRelease): PastRelease | undefined {
  if (number === undefined) return undefined;
  const { hardware, min_instances: min, max_instances: max } = configuration ?? {};
  return { number, version, hardware, min, max, at: created_at, by: created_by?.username };
}
