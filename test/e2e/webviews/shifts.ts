/** How much of what was already on the page moved without anybody having asked for it (WCAG has no number; 0.1 is called good). */
import type { Page } from 'playwright-core';

interface Shift extends PerformanceEntry {
  value: number;
  hadRecentInput: boolean;
  sources: { node: Node | null }[];
}

export interface Shifts {
  sum: number;
  /** What moved, for whoever mends it. */
  moved: string[];
}

/** Everything since the page was opened. */
export function layoutShifts(page: Page): Promise<Shifts> {
  return page.evaluate(
    () =>
      new Promise<Shifts>((resolve) => {
        new PerformanceObserver((list) => {
          const shifts = (list.getEntries() as Shift[]).filter(({ hadRecentInput }) => !hadRecentInput);
          resolve({
            sum: shifts.reduce((all, { value }) => all + value, 0),
            moved: shifts.flatMap(({ value, sources }) =>
              sources.map(({ node }) => `${value.toFixed(3)} ${describe(node)}`),
            ),
          });
        }).observe({ type: 'layout-shift', buffered: true });
        // Where nothing moved there is no entry, and the observer is never called.
        setTimeout(() => resolve({ sum: 0, moved: [] }), 500);
        const describe = (node: Node | null): string =>
          node instanceof Element ? node.outerHTML.slice(0, 90) : (node?.textContent ?? 'gone').slice(0, 90);
      }),
  );
}
