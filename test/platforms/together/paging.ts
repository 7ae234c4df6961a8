import { badRequest } from './errors.ts';

export interface Page<T> {
  readonly object: 'list';
  readonly data: T[];
  readonly next_cursor: string | null;
}

/** Cursor paging of v2: `limit` (default 50), `after` (opaque), `next_cursor` null at the end. */
export function paged<T, V>(
  items: readonly T[],
  query: { limit?: string; after?: string },
  view: (item: T) => V,
  cap = 500,
): Page<V> {
  const limit = limitOf(query.limit, cap);
  const start = query.after === undefined || query.after === '' ? 0 : decode(query.after);
  const end = Math.min(start + limit, items.length);
  return {
    object: 'list',
    data: items.slice(start, end).map(view),
    next_cursor: end < items.length ? encode(end) : null,
  };
}

function limitOf(text: string | undefined, cap: number): number {
  if (text === undefined) return 50;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 0) throw badRequest(`limit ${text}`);
  return limit === 0 ? 50 : Math.min(limit, cap);
}

const encode = (offset: number): string => Buffer.from(`o:${offset}`).toString('base64url');

function decode(cursor: string): number {
  const offset = /^o:(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1];
  if (offset === undefined) throw badRequest(`cursor ${cursor}`);
  return Number(offset);
}

export function ordered<T extends { createdAt: number; updatedAt: number }>(
  items: readonly T[],
  orderBy: string | undefined,
): T[] {
  const order = /^(created_at|updated_at|createdAt|updatedAt)(?: (asc|desc))?$/.exec(
    orderBy ?? 'created_at desc',
  );
  if (!order) throw badRequest(`orderBy ${orderBy ?? ''}`);
  const key = order[1]!.startsWith('created') ? 'createdAt' : 'updatedAt';
  const sign = order[2] === 'desc' ? -1 : 1;
  return [...items].sort((a, b) => sign * (a[key] - b[key]));
}
