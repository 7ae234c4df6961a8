/** Whether a person who uses the keyboard alone sees where they are, at every stop of Tab. */
import type { Page } from 'playwright-core';

/**
 * The tab stops that look the same with and without the focus, that are out of sight with it, or that come in another
 * order than they stand in. The parts of a control may be in a shadow tree, and a control may draw the focus around
 * itself: so whatever changes on the way out from the focused element counts.
 */
export async function hiddenFocus(page: Page): Promise<string[]> {
  // From here on the browser shows the focus: the last thing that was used is the keyboard.
  await page.keyboard.press('Tab');
  return page.evaluate(() => {
    const roots = (root: ParentNode): ParentNode[] => [
      root,
      ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => (shadowRoot ? roots(shadowRoot) : [])),
    ];
    const outOf = (element: Element): Element | null => {
      const root = element.getRootNode();
      return element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
    };
    const chain = (element: Element): Element[] => {
      const all: Element[] = [];
      for (let at: Element | null = element; at !== null && all.length < 6; at = outOf(at)) all.push(at);
      return all;
    };
    const look = (element: Element): string => {
      const { outline, outlineOffset, boxShadow, borderColor, borderWidth, backgroundColor } =
        getComputedStyle(element);
      const drawn = /\bnone\b|\b0px\b/.test(outline) ? '' : `${outline} ${outlineOffset}`;
      return [drawn, boxShadow, borderColor, borderWidth, backgroundColor].join();
    };
    const stops = roots(document)
      .flatMap((root) => [
        ...root.querySelectorAll<HTMLElement>(
          'a[href], button, input, select, textarea, summary, [tabindex]',
        ),
      ])
      .filter(
        (element) => element.tabIndex >= 0 && !element.matches(':disabled') && element.checkVisibility(),
      )
      // Of a host with the control in its shadow, the control is the stop.
      .filter((element) => !element.shadowRoot?.delegatesFocus)
      .filter((element) => element.closest('details:not([open]) > :not(summary)') === null);
    const found: string[] = [];
    const name = (element: Element): string =>
      chain(element)
        .find(({ id, className }) => id || className)
        ?.outerHTML.slice(0, 120) ?? '';
    (document.activeElement as HTMLElement | null)?.blur();
    const before = new Map(stops.map((stop) => [stop, chain(stop).map(look).join('\n')]));
    for (const stop of stops) {
      if (stop.tabIndex > 0) found.push(`out of order: ${name(stop)}`);
      stop.focus();
      if (!stop.matches(':focus')) continue;
      if (chain(stop).map(look).join('\n') === before.get(stop)) found.push(`not seen: ${name(stop)}`);
      const { top, bottom, left, right } = stop.getBoundingClientRect();
      if (bottom < 1 || top > innerHeight - 1 || right < 1 || left > innerWidth - 1)
        found.push(`out of sight: ${name(stop)}`);
      stop.blur();
    }
    return found;
  });
}
