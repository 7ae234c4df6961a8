import { useMemo, useState } from 'preact/hooks';
import type { MetricsHost } from './windows.ts';

/** Which deployments are chosen for a comparison, and whether it is shown. Kept over a reload. */
export interface Comparison {
  /** By key. */
  chosen: readonly string[];
  choose: (keys: string[]) => void;
  shown: boolean;
  show: (shown: boolean) => void;
}

export function useComparison(host: MetricsHost): Comparison {
  const [chosen, setChosen] = useState<readonly string[]>(host.view.chosen ?? []);
  const [shown, setShown] = useState(host.view.comparing ?? false);
  return useMemo(
    () => ({
      chosen,
      choose: (keys) => {
        setChosen(keys);
        host.keep({ view: { chosen: keys } });
      },
      shown,
      show: (comparing) => {
        setShown(comparing);
        host.keep({ view: { comparing } });
      },
    }),
    [host, chosen, shown],
  );
}
