import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Which rows of a long list are drawn. */
export interface Range {
  from: number;
  /** Exclusive. */
  to: number;
}

/** Rows above and below what is seen, so that a quick scroll shows no gap. */
const spare = 12;

/** What a view of `height` at `top` shows of `count` rows, each `row` high, and some more at each end. */
export function rangeOf(top: number, height: number, row: number, count: number): Range {
  const first = Math.floor(Math.max(top, 0) / row) - spare;
  const last = Math.ceil((Math.max(top, 0) + height) / row) + spare;
  return { from: Math.max(0, Math.min(first, count)), to: Math.max(0, Math.min(last, count)) };
}

/** Where a key leads from a row; undefined: nowhere. `page`: rows that are seen at once. */
export function rowAfter(key: string, at: number, count: number, page: number): number | undefined {
  const steps: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: count - 1,
  };
  const to = steps[key];
  return to === undefined || count === 0 ? undefined : Math.max(0, Math.min(to, count - 1));
}

interface WindowedOptions {
  count: number;
  /** The height of every row, in CSS pixels. */
  row: number;
  /** Rows at the ends that stay in view: heading and totals. */
  pinned: { above: number; below: number };
}

const placeOf = (element: Element | null): number | undefined => {
  const place = element?.closest<HTMLElement>('tbody tr')?.dataset['at'];
  return place === undefined ? undefined : Number(place);
};

/** Draws only the rows that are seen, and moves the focus from row to row. */
export function useWindowed({ count, row, pinned }: WindowedOptions) {
  const frameRef = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const wantedRef = useRef<number>();
  const rangeAt = (top: number, height: number): Range =>
    rangeOf(Math.min(top, Math.max(0, count * row - height)), height, row, count);

  const measure = (): void => {
    const { current } = frameRef;
    if (!current) return;
    const { scrollTop: top, clientHeight: height } = current;
    const { from, to } = rangeAt(top, height);
    const { activeElement } = document;
    const focused = current.contains(activeElement) ? placeOf(activeElement) : undefined;
    // A row that is scrolled out of sight is taken away, and whoever was on it would be nowhere.
    if (focused !== undefined && wantedRef.current === undefined && (focused < from || focused >= to))
      current.focus({ preventScroll: true });
    setView((before) => (before.top === top && before.height === height ? before : { top, height }));
  };
  useLayoutEffect(measure);

  useLayoutEffect(() => {
    if (wantedRef.current === undefined) return;
    const target = frameRef.current?.querySelector<HTMLElement>(
      `tbody tr[data-at="${String(wantedRef.current)}"]`,
    );
    if (!target) return;
    wantedRef.current = undefined;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });

  /** The first row that is seen in full. */
  const first = Math.min(Math.ceil(view.top / row), Math.max(0, count - 1));
  const page = Math.max(1, Math.floor(view.height / row) - pinned.above - pinned.below - 1);

  const move = (event: KeyboardEvent): void => {
    const { current } = frameRef;
    if (!current || !(event.target instanceof Element)) return;
    const from = event.target === current ? first - 1 : placeOf(event.target);
    const to = from === undefined ? undefined : rowAfter(event.key, from, count, page);
    if (to === undefined) return;
    event.preventDefault();
    wantedRef.current = to;
    const [above, below] = [to * row, (to + 1 + pinned.above + pinned.below) * row];
    if (above < current.scrollTop) current.scrollTop = above;
    else if (below > current.scrollTop + current.clientHeight)
      current.scrollTop = below - current.clientHeight;
    const { scrollTop: top, clientHeight: height } = current;
    // A new one each time: the row that is wanted may be drawn already.
    setView({ top, height });
  };
  return { frameRef, range: rangeAt(view.top, view.height), first, measure, move };
}
