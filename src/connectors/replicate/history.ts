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

/** The platform shows only the current release, so each that was seen is kept here. Oldest first. */
export class History {
  readonly #releases: Notebook<PastRelease[]>;

  constructor(memory: Memory) {
    this.#releases = new Notebook<PastRelease[]>(memory, 'releases', v.array(pastRelease));
  }

  of(key: string): PastRelease[] {
    return this.#releases.get(key) ?? [];
  }

  /** Numbers only rise: one below what is known belongs to a new deployment of the same name. */
  see(key: string, current: WireRelease): void {
    const seen = toPast(current);
    if (!seen) return;
    const known = this.of(key);
    const newest = known.at(-1);
    if (newest?.number === seen.number && (newest.at ?? seen.at) === seen.at) return;
    const anew = newest !== undefined && newest.number >= seen.number;
    this.#releases.set(key, [...(anew ? [] : known), seen].slice(-most));
  }

  forget(key: string): void {
    this.#releases.set(key, undefined);
  }
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
