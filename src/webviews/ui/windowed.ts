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
  return to === undefined ? undefined : Math.max(0, Math.min(to, count - 1));
}

/** Draws only the rows that are seen. Every row has the same height (`row`, in CSS pixels). */
export function useWindowed(count: number, row: number) {
  const frameRef = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const wantedRef = useRef<number>();
  const measure = (): void => {
    const { current } = frameRef;
    if (current) setView({ top: current.scrollTop, height: current.clientHeight });
  };
  useLayoutEffect(measure, [count]);
  const range = rangeOf(Math.min(view.top, Math.max(0, count * row - view.height)), view.height, row, count);

  useLayoutEffect(() => {
    if (wantedRef.current === undefined) return;
    const target = frameRef.current?.querySelector<HTMLElement>(
      `tr[data-at="${String(wantedRef.current)}"] :is(button, input)`,
    );
    if (!target) return;
    wantedRef.current = undefined;
    target.focus({ preventScroll: true });
  });

  const move = (event: KeyboardEvent): void => {
    const { current } = frameRef;
    const from = (event.target as Element).closest('tr')?.dataset['at'];
    if (!current || from === undefined) return;
    const to = rowAfter(event.key, Number(from), count, Math.max(1, Math.floor(view.height / row) - 2));
    if (to === undefined) return;
    event.preventDefault();
    wantedRef.current = to;
    const [above, below] = [to * row, (to + 2) * row];
    if (above < current.scrollTop) current.scrollTo({ top: above });
    else if (below > current.scrollTop + current.clientHeight)
      current.scrollTo({ top: below - current.clientHeight });
    measure();
  };
  return { frameRef, range, measure, move };
}
