/** Figures that belong together by their names: "GPU utilization, P50" and "GPU utilization, P90". Pure. */

export interface Group<T> {
  title: string;
  members: { name: string; item: T }[];
}

/** Those whose names begin alike in groups, in the order in which each begins; the rest as they come. */
export function grouped<T>(
  items: readonly T[],
  nameOf: (item: T) => string,
): { groups: Group<T>[]; rest: T[] } {
  const byTitle = new Map<string, Group<T>>();
  const parts = items.map((item) => ({ item, ...split(nameOf(item)) }));
  for (const { item, title, name } of parts) {
    if (title === undefined) continue;
    const group = byTitle.get(title) ?? { title, members: [] };
    group.members.push({ name, item });
    byTitle.set(title, group);
  }
  const groups = [...byTitle.values()].filter(({ members }) => members.length > 1);
  const inGroup = new Set(groups.flatMap(({ members }) => members.map(({ item }) => item)));
  return { groups, rest: items.filter((item) => !inGroup.has(item)) };
}

/** At its last comma, colon or dot between: "Requests: 200", "serve · GPU memory". */
function split(text: string): { title?: string; name: string } {
  const found = /^(.+)(?:, |: | · )(.+)$/.exec(text);
  const [, title, name] = found ?? [];
  return title === undefined || name === undefined ? { name: text } : { title, name };
}
