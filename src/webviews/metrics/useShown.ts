import { t } from '@vscode/l10n';
import { useCallback, useMemo, useState } from 'preact/hooks';
import type { TimeWindow } from '../protocol.ts';
import {
  stepTo,
  windowInWords,
  windowNow,
  windows,
  zoomed,
  type MetricsHost,
  type WindowId,
} from './windows.ts';

/** The time that is shown: one that ends now and slides, or one that was chosen and stays. */
export interface Shown {
  /** Another one for another time; the same while a sliding one slides. */
  id: string;
  /** Of the sliding one, also while another is shown. */
  sliding: WindowId;
  fixed: TimeWindow | undefined;
  /** "in the last 24 hours", "from Nov 26, 10:05 – 10:20". */
  words: string;
  now: () => TimeWindow;
  slide: (id: WindowId) => void;
  choose: (window: TimeWindow) => void;
  /** A closer look at a stretch of it. */
  zoom: (stretch: TimeWindow) => void;
  /** To what was shown before the last choice. */
  back: () => void;
}

/** What charts may do to it: a closer look, and back from one where there is one. */
export interface Zoom {
  into: (stretch: TimeWindow) => void;
  out: (() => void) | undefined;
}

export const zoomOf = ({ zoom, fixed, back }: Shown): Zoom => ({ into: zoom, out: fixed && back });

export function useShown(host: MetricsHost): Shown {
  const [view, setView] = useState({ window: host.view.window ?? '1h', fixed: host.view.fixed ?? [] });
  const set = useCallback(
    (next: { window: WindowId; fixed: TimeWindow[] }) => {
      setView(next);
      host.keep({ view: next });
    },
    [host],
  );
  return useMemo(() => {
    const { window, fixed } = view;
    const top = fixed.at(-1);
    const past = windows.find(({ value }) => value === window)?.past ?? '';
    return {
      id: top ? `${String(top.from)}-${String(top.to)}` : window,
      sliding: window,
      fixed: top,
      words: top ? t`from ${windowInWords(top)}` : past,
      now: () => top ?? windowNow(window),
      slide: (id) => set({ window: id, fixed: [] }),
      choose: (chosen) => set({ window, fixed: stepTo(fixed, chosen) }),
      zoom: (stretch) => set({ window, fixed: zoomed(fixed, stretch, Date.now()) }),
      back: () => set({ window, fixed: fixed.slice(0, -1) }),
    };
  }, [view, set]);
}
