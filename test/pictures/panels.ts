import type { Page } from 'playwright-core';
import { Harness, setTheme } from '../e2e/webviews/harness.ts';
import type { Theme } from '../e2e/webviews/themes.ts';
import { keep, scale } from './keep.ts';
import { pictures, type Picture } from './scenes.ts';

/** Beside the dark one, which is the picture itself. */
const themes: Partial<Record<Theme, string>> = {
  light: 'light',
  highContrast: 'high-contrast',
  highContrastLight: 'high-contrast-light',
};

export async function picturesOfPanels(): Promise<void> {
  const harness = await Harness.start();
  try {
    for (const picture of pictures) await take(harness, picture);
  } finally {
    await harness.stop();
  }
}

async function take(
  harness: Harness,
  { name, panel, options, prepare, from, themed }: Picture,
): Promise<void> {
  const { page, problems } = await harness.open(panel, { ...options, scale });
  await prepare(page);
  // Nothing has the focus, and the pointer is over nothing.
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.evaluate((at) => {
    scrollTo(
      0,
      at === undefined ? 0 : (document.querySelector(at)?.getBoundingClientRect().top ?? 0) + scrollY - 24,
    );
  }, from);
  await page.mouse.move(0, 0);
  await keep(name, await shot(page));
  if (themed)
    for (const [theme, word] of Object.entries(themes) as [Theme, string][]) {
      await setTheme(page, theme);
      await keep(`themes/${name}-${word}`, await shot(page));
    }
  if (problems.length > 0) throw new Error(problems.join('\n'));
  await page.context().close();
}

/** As soon as two in a row are the same: charts take their new colours a moment after the page has them. */
async function shot(page: Page): Promise<Buffer> {
  const take = () => page.screenshot({ animations: 'disabled', caret: 'hide' });
  for (let before = await take(); ;) {
    const now = await take();
    if (now.equals(before)) return now;
    before = now;
  }
}
