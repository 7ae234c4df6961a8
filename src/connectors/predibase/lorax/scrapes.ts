/** What is kept of one scrape: running totals by name, and what was the case at that moment. */
export interface Reading {
  /** ms since epoch. */
  at: number;
  counters: Record<string, number>;
  gauges: Record<string, number>;
}

const most = 240;

/** Earlier readings of one server, so that a stretch of time can be told from the whole. Bounded: old ones thin out. */
export class Scrapes {
  #kept: Reading[] = [];

  add(reading: Reading): void {
    this.#kept.push(reading);
    if (this.#kept.length <= most) return;
    // The older half keeps every second one, and always the first.
    const half = most / 2;
    this.#kept = this.#kept.filter((_each, index) => index >= half || index % 2 === 0);
  }

  /** Inside the window and in order; an end just past is one that was read on the way here. */
  within({ from, to }: { from: number; to: number }, slack = 60_000): Reading[] {
    return this.#kept.filter(({ at }) => at >= from && at <= to + slack);
  }
}

export interface Growth {
  from: number;
  to: number;
  counters: Record<string, number>;
  /** The server was started anew in between: what it counted just before that is lost. */
  restarted: boolean;
}

/** How much each counter grew over the readings. Counters begin at 0 again with each start of the server. */
export function growth(readings: readonly Reading[]): Growth | undefined {
  const [first, ...rest] = readings;
  const last = rest.at(-1);
  if (!first || !last) return undefined;
  const counters: Record<string, number> = {};
  let restarted = false;
  let before = first.counters;
  for (const { counters: now } of rest) {
    const anew = fell(before, now);
    restarted ||= anew;
    for (const [name, value] of Object.entries(now))
      counters[name] = (counters[name] ?? 0) + value - (anew ? 0 : (before[name] ?? 0));
    before = now;
  }
  return { from: first.at, to: last.at, counters, restarted };
}

/** Whether any counter is lower than before, or gone: only a start of the server does that. */
export function fell(before: Record<string, number>, now: Record<string, number>): boolean {
  return Object.entries(before).some(([name, value]) => value > 0 && (now[name] ?? 0) < value);
}
