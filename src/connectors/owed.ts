/**
 * How much the details of something are missed, most first: the list is wrong or short without them; it is on its
 * way somewhere; it is new or has changed; somebody wants all anew.
 */
const ranks = ['must', 'soon', 'changed', 'again'] as const;
export type Rank = (typeof ranks)[number];

/**
 * Of which details are still to be read, a share in each round. Those that are missed most go first, and among their
 * like those that have waited longest; half of a share is left to the others, so that none waits for ever.
 */
export class Owed {
  readonly #ids: Record<Rank, Set<string>> = {
    must: new Set(),
    soon: new Set(),
    changed: new Set(),
    again: new Set(),
  };

  has(id: string): boolean {
    return ranks.some((rank) => this.#ids[rank].has(id));
  }

  /** What is owed already keeps its place, or gets the better one. */
  add(id: string, rank: Rank): void {
    const known = ranks.find((each) => this.#ids[each].has(id));
    if (known !== undefined && ranks.indexOf(known) <= ranks.indexOf(rank)) return;
    this.settle(id);
    this.#ids[rank].add(id);
  }

  /** It was read, or asked about in vain. */
  settle(id: string): void {
    for (const rank of ranks) this.#ids[rank].delete(id);
  }

  /** Up to so many of those that are there. They are owed until they are settled. */
  take(share: number, there: { has: (id: string) => boolean }): string[] {
    const waiting = ranks.map((rank) => [...this.#ids[rank]].filter((id) => there.has(id)));
    const taken = new Set<string>();
    for (const [index, ids] of waiting.entries()) {
      const left = share - taken.size;
      const others = waiting.slice(index + 1).some(({ length }) => length > 0);
      for (const id of ids.slice(0, others ? Math.ceil(left / 2) : left)) taken.add(id);
    }
    // What the lower ranks did not use.
    for (const id of waiting.flat()) if (taken.size < share) taken.add(id);
    return [...taken];
  }
}
