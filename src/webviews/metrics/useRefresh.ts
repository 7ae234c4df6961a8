import { useCallback, useEffect, useState } from 'preact/hooks';
import type { MetricsHost } from './windows.ts';

/**
 * A number that moves when it is time to read again: by the clock while the page is visible, at once when it
 * becomes visible after longer than that, after a request was recorded, and by hand.
 */
export function useRefresh({ rpc }: MetricsHost, seconds: number) {
  const [turn, setTurn] = useState({ count: 0, at: 0 });
  const [refreshing, setRefreshing] = useState(false);
  const again = useCallback(() => setTurn(({ count }) => ({ count: count + 1, at: Date.now() })), []);

  useEffect(() => {
    if (seconds <= 0) return;
    const due = (): void => {
      if (document.visibilityState === 'visible' && Date.now() - turn.at >= seconds * 1000) again();
    };
    const timer = setInterval(due, seconds * 1000);
    document.addEventListener('visibilitychange', due);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', due);
    };
  }, [seconds, turn, again]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = rpc.on('recorded', () => {
      clearTimeout(timer);
      timer = setTimeout(again, 300);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [rpc, again]);

  const refresh = (): void => {
    setRefreshing(true);
    rpc
      .call('refresh')
      .catch(() => undefined) // What could not be read says so where it is shown.
      .finally(() => {
        setRefreshing(false);
        again();
      });
  };

  return { turn: turn.count, refresh, refreshing };
}
