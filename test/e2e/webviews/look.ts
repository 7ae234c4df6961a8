/**
 * One way to look at scenes: themes, widths, axe, what is cut off, where the focus is seen, and a picture of each.
 * `SLIPWAY_LOOKS=all` (`npm run looks`) looks at every state in every theme and width.
 */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { axe, screenshot, setTheme, type OpenOptions, type Panel } from './harness.ts';
import { settled } from '../settled.ts';
import { hiddenFocus } from './focus.ts';
import { cutOff, overflowing } from './room.ts';
import { harness } from './shared.ts';
import { themes, type Theme } from './themes.ts';

const widths = {
  wide: { width: 1100, height: 820 },
  /** The same window at 200 %: half as many pixels of the page. */
  zoomed: { width: 550, height: 410 },
  narrow: { width: 400, height: 820 },
};
type Width = keyof typeof widths;
type View = readonly [Theme, Width];

const allThemes = Object.keys(themes) as Theme[];
const everywhere = allThemes.flatMap((theme) =>
  (Object.keys(widths) as Width[]).map((width): View => [theme, width]),
);
const everyTheme: View[] = [...allThemes.map((theme): View => [theme, 'wide']), ['dark', 'narrow']];
/** What one of these two has wrong, the other themes seldom have right. */
const two: View[] = [
  ['dark', 'wide'],
  ['highContrastLight', 'narrow'],
];
const long = process.env['SLIPWAY_LOOKS'] === 'all';

export interface Scene {
  name: string;
  panel: Panel;
  options?: OpenOptions;
  prepare: (page: Page) => Promise<void>;
}

export const next = (page: Page) => page.getByRole('button', { name: /^Next/ }).click();
/** Makes the fake host do something: what it offers on `window`. */
export const tell = (page: Page, what: string, ...input: unknown[]): Promise<void> =>
  page.evaluate(
    ([name, args]) => (window as unknown as Record<string, (...all: unknown[]) => void>)[name]?.(...args),
    [what, input] as const,
  );

/** Scenes in every theme: those that show most of a panel. */
export const looksGood = (scenes: readonly Scene[]): void => look(scenes, everyTheme);

/** Every other state. */
export const statesLookGood = (scenes: readonly Scene[]): void => look(scenes, two);

function look(scenes: readonly Scene[], usual: readonly View[]): void {
  const { open } = harness();
  for (const { name, panel, options = {}, prepare } of scenes) {
    it(`${name}: accessible, nothing cut off, the focus always seen`, async function () {
      if (long) this.timeout(240_000);
      const { page } = await open(panel, { ...options, ...widths.wide });
      await prepare(page);
      for (const [theme, width] of long ? everywhere : usual) {
        await setTheme(page, theme);
        await page.setViewportSize(widths[width]);
        const as = `${theme} ${width}`;
        await fits(page, as);
        await settled(async () => assert.deepEqual(await axe(page), [], as));
        await screenshot(page, `${name}-${theme}${width === 'wide' ? '' : `-${width}`}`);
      }
      await setTheme(page, 'dark');
      await page.setViewportSize(widths.zoomed);
      await fits(page, 'zoomed');
      if (!long) await screenshot(page, `${name}-dark-zoomed`);
      assert.deepEqual(await hiddenFocus(page), []);
    });
  }
}

/** A chart takes its new width, and the toolkit its new colours, a moment after the page has them. */
async function fits(page: Page, as: string): Promise<void> {
  await settled(async () => assert.deepEqual(await overflowing(page), [], as));
  await settled(async () => assert.deepEqual(await cutOff(page), [], as));
}
