import type { TimeWindow } from '../protocol.ts';
import { useResource, type Resource } from '../ui/useResource.ts';
import type { Shown } from './useShown.ts';

export interface OfWindow<T> extends Resource<T> {
  /** What stands there is of another time than the one that is chosen now. */
  old: boolean;
}

/** What is asked anew for each window and each turn; the last answer stays until the next one is there. */
export function useOfWindow<T>(
  shown: Shown,
  turn: number,
  load: (window: TimeWindow, signal: AbortSignal) => Promise<T>,
): OfWindow<T> {
  const { value, ...resource } = useResource(
    `${shown.id} ${String(turn)}`,
    async (signal) => ({ of: shown.id, answer: await load(shown.now(), signal) }),
    { keep: true },
  );
  return { ...resource, value: value?.answer, old: value !== undefined && value.of !== shown.id };
}
