/** What is on the canvases of a page: no element of theirs can be asked. */
import type { Locator, Page } from 'playwright-core';

type Written = [text: string, left: number];

/** Writes down what is written on each chart since it was last cleared, and where. */
export function listen(page: Page): Promise<void> {
  return page.evaluate(() => {
    type Context = CanvasRenderingContext2D;
    const written: Record<string, [text: string, left: number][]> = {};
    const of = ({ canvas }: Context): string =>
      canvas.closest('figure')?.querySelector('h3')?.textContent ?? '';
    const context = CanvasRenderingContext2D.prototype as unknown as {
      clearRect: (this: Context, ...place: number[]) => void;
      fillText: (this: Context, text: string, left: number, ...rest: number[]) => void;
    };
    const { fillText, clearRect } = context;
    context.clearRect = function (...place) {
      written[of(this)] = [];
      clearRect.apply(this, place);
    };
    context.fillText = function (text, left, ...rest) {
      (written[of(this)] ??= []).push([text, left]);
      fillText.call(this, text, left, ...rest);
    };
    Object.assign(window, { written });
  });
}

/** The labels below a chart, from left to right: all that is not in the column of the values. */
export async function labels(page: Page, title: string): Promise<Written[]> {
  const all = await page.evaluate(
    (of) => (window as unknown as { written: Record<string, Written[]> }).written[of] ?? [],
    title,
  );
  return all.filter(([, left]) => left > 54);
}

/** Whether a colour of the theme is on a canvas. */
export function drawnIn(canvas: Locator, variable: string): Promise<boolean> {
  return canvas.evaluate((element, name) => {
    const { width, height } = element as HTMLCanvasElement;
    const context = (element as HTMLCanvasElement).getContext('2d');
    const probe = document.createElement('canvas').getContext('2d');
    if (!context || !probe) return false;
    probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name);
    probe.fillRect(0, 0, 1, 1);
    const wanted = probe.getImageData(0, 0, 1, 1).data;
    const { data } = context.getImageData(0, 0, width, height);
    for (let at = 0; at < data.length; at += 4)
      if (wanted.every((value, part) => data[at + part] === value)) return true;
    return false;
  }, variable);
}
