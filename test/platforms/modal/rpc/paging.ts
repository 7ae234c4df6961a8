import { invalid } from '../errors.ts';

export interface Pagination {
  readonly maxObjects: number;
  /** Unix seconds; 0 begins with the newest. */
  readonly createdBefore: number;
}

/** The newest first. A page that is shorter than asked is the last. */
export function page<T extends { createdAt: number }>(all: readonly T[], asked: Pagination | null): T[] {
  const { maxObjects = 100, createdBefore = 0 } = asked ?? {};
  if (maxObjects < 0 || maxObjects > 100) throw invalid('max_objects must be between 0 and 100');
  return all
    .filter(({ createdAt }) => createdBefore === 0 || createdAt / 1000 < createdBefore)
    .toSorted((a, b) => b.createdAt - a.createdAt)
    .slice(0, maxObjects === 0 ? 100 : maxObjects);
}
