import type { Call } from '../kit/answers.ts';
import { refusal } from './errors.ts';
import { isoUs, parseIso } from './ids.ts';
import type { World } from './world.ts';

interface Page<V> {
  readonly next?: string | null;
  readonly previous: string | null;
  readonly results: V[];
}

/** Newest first; the cursor is base64 of `p=<creation time of the last row>`, with `r=1` for the way back. */
export function paged<T extends { createdUs: number }, V>(
  world: World,
  call: Call,
  items: readonly T[],
  view: (item: T) => V,
): Page<V> {
  const size = world.modes.pageSize;
  const sorted = items.toSorted((a, b) => b.createdUs - a.createdUs);
  const cursor = readCursor(call.query.get('cursor'));
  const start = firstRow(sorted, cursor, size);
  const rows = sorted.slice(start, start + size);
  const first = rows[0];
  const last = rows.at(-1);
  const next = last && start + size < sorted.length ? link(world, call, `p=${escaped(last)}`) : undefined;
  return {
    ...(next === undefined ? endOf(world) : { next }),
    previous: first && start > 0 ? link(world, call, `r=1&p=${escaped(first)}`) : null,
    results: rows.map(view),
  };
}

function endOf({ modes }: World): { next?: string | null } {
  if (modes.lastNext === 'absent') return {};
  return { next: modes.lastNext === 'word' ? 'null' : null };
}

function firstRow(
  sorted: readonly { createdUs: number }[],
  cursor: Cursor | undefined,
  size: number,
): number {
  if (!cursor) return 0;
  const { us, back } = cursor;
  const place = sorted.findIndex((item) => (back ? item.createdUs <= us : item.createdUs < us));
  const found = place === -1 ? sorted.length : place;
  return back ? Math.max(0, found - size) : found;
}

interface Cursor {
  readonly us: number;
  readonly back: boolean;
}

function readCursor(text: string | null): Cursor | undefined {
  if (text === null) return undefined;
  const said = new URLSearchParams(Buffer.from(text, 'base64').toString());
  const us = parseIso((said.get('p') ?? '').replace(' ', 'T'));
  if (us === undefined) throw refusal(404, 'Invalid cursor');
  return { us, back: said.get('r') === '1' };
}

/** The cursor writes times with a space and a numeric zone, as the schema's example decodes. */
const escaped = ({ createdUs }: { createdUs: number }): string =>
  encodeURIComponent(isoUs(createdUs).replace('T', ' ').replace('Z', '+00:00')).replace('%20', '+');

function link(world: World, call: Call, cursor: string): string {
  const url = new URL(call.path, world.modes.nextLinks === 'own' ? world.origin : 'http://api.replicate.com');
  for (const [key, value] of call.query) if (key !== 'cursor') url.searchParams.append(key, value);
  url.searchParams.set('cursor', Buffer.from(cursor).toString('base64'));
  return url.href;
}
