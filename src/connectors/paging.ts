import type { Page } from './connector.ts';

/**
 * Every page in order. Ends on a missing or empty cursor and on an empty page, and on a cursor already
 * seen, so that a confused server cannot hold us for ever.
 */
export async function* pages<T>(read: (cursor: string | undefined) => Promise<Page<T>>): AsyncGenerator<T[]> {
  const seen = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    if (page.items.length === 0) return;
    yield page.items;
    cursor = page.cursor === '' ? undefined : page.cursor;
    if (cursor !== undefined && seen.has(cursor)) return;
    if (cursor !== undefined) seen.add(cursor);
  } while (cursor !== undefined);
}

export async function allPages<T>(read: (cursor: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  for await (const page of pages(read)) items.push(...page);
  return items;
}

/** Runs `work` over the items, a few at a time, in order of the results. After a failure nothing more is begun. */
export async function mapLimited<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const run = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index] as T);
    }
  };
  const runs = Array.from({ length: Math.min(limit, items.length) }, run);
  try {
    await Promise.all(runs);
  } catch (error) {
    next = items.length;
    // What is under way has no signal of its own: it is let end, so that none of it outlives the call.
    await Promise.allSettled(runs);
    throw error;
  }
  return results;
}
