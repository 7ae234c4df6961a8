import { useState } from 'preact/hooks';
import type { RefObject } from 'preact';
import type { Plot } from './plot.ts';

interface ChartKeys {
  plotRef: RefObject<Plot | undefined>;
  count: number;
  /** Where the crosshair is. */
  column: number | undefined;
  onZoom: ((from: number, to: number) => void) | undefined;
  onZoomOut: (() => void) | undefined;
}

/** A chart by keys: arrows, Home and End move the crosshair; with Shift they choose a stretch; Enter zooms, Escape lets go or zooms out. */
export function useChartKeys({ plotRef, count, column, onZoom, onZoomOut }: ChartKeys) {
  const [anchor, setAnchor] = useState<number>();
  const [speaking, setSpeaking] = useState(false);

  const choose = (from: number | undefined, to: number): void => {
    setAnchor(from);
    plotRef.current?.mark(from === undefined ? undefined : ordered(from, to));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const here = column ?? -1;
    if (event.key === 'Enter' && anchor !== undefined && onZoom && column !== undefined) {
      const { from, to } = ordered(anchor, column);
      choose(undefined, column);
      onZoom(from, to);
    } else if (event.key === 'Escape' && anchor !== undefined) {
      choose(undefined, here);
      event.stopPropagation();
    } else if (event.key === 'Escape' && onZoomOut) {
      onZoomOut();
      event.stopPropagation();
    } else {
      const to = target(event.key, here, count);
      if (to === undefined) return;
      choose(event.shiftKey && onZoom ? (anchor ?? Math.max(0, here)) : undefined, to);
      plotRef.current?.point(to);
      setSpeaking(true);
    }
    event.preventDefault();
  };
  const clear = (): void => {
    setSpeaking(false);
    if (anchor !== undefined) choose(undefined, 0);
  };
  return { onKeyDown, clear, speaking };
}

function target(key: string, here: number, count: number): number | undefined {
  const to = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: count - 1 }[key];
  return to === undefined || count === 0 ? undefined : Math.max(0, Math.min(to, count - 1));
}

const ordered = (a: number, b: number) => ({ from: Math.min(a, b), to: Math.max(a, b) });
