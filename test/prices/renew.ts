import type { PriceTable } from '../../src/connectors/price-table.ts';

export interface Renewal {
  table: PriceTable;
  /** What is different, for whoever reads the difference before committing it. */
  changes: string[];
  /** Why the table should stay as it is. */
  refusals: string[];
}

/**
 * The table as a page has it today. A page that names few of the known prices has another form, and a price that
 * moved by more than half is more often a mistake in reading than news: neither is taken unseen.
 */
export function renewed(
  before: PriceTable,
  found: ReadonlyMap<string, string>,
  date: string,
  accept = false,
): Renewal {
  const known = Object.entries(before.perSecond);
  const missing = known.filter(([name]) => !found.has(name)).map(([name]) => name);
  const moved = known.flatMap(([name, old]) => {
    const now = found.get(name);
    return now === undefined || Number(now) === Number(old) ? [] : [{ name, old, now }];
  });
  const jumps = moved.filter(({ old, now }) => Math.abs(Number(now) - Number(old)) > Number(old) / 2);
  const added = [...found.keys()].filter((name) => !Object.hasOwn(before.perSecond, name));
  const few = missing.length > known.length / 2;
  return {
    table: { ...before, date, perSecond: { ...before.perSecond, ...Object.fromEntries(found) } },
    changes: [
      ...moved.map(({ name, old, now }) => `${name}: $${old} → $${now} per second`),
      ...added.map((name) => `${name}: new, $${found.get(name) ?? ''} per second`),
      ...missing.map((name) => `${name}: not on the page, kept as it was`),
    ],
    refusals: [
      ...(few
        ? [`The page names ${known.length - missing.length} of ${known.length} prices: has its form changed?`]
        : []),
      ...(accept
        ? []
        : jumps.map(({ name }) => `${name} moved by more than half. If that is so, add --accept.`)),
    ],
  };
}
