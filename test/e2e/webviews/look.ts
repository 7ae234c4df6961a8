/** One way to look at scenes: in every theme, wide and narrow, with axe, and a picture of each. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { axe, screenshot, setTheme, type OpenOptions, type Panel } from './harness.ts';
import { settled } from '../settled.ts';
import { harness } from './shared.ts';
import { themes, type Theme } from './themes.ts';

const wide = 1100;
const narrow = 400;

export interface Scene {
  name: string;
  panel: Panel;
  options?: OpenOptions;
  prepare: (page: Page) => Promise<void>;
}

export const next = (page: Page) => page.getByRole('button', { name: /^Next/ }).click();

export function looksGood(scenes: readonly Scene[]): void {
  const { open } = harness();
  for (const { name, panel, options = {}, prepare } of scenes) {
    it(`${name}: accessible in every theme and width, nothing cut off`, async () => {
      const { page } = await open(panel, { ...options, width: wide });
      await prepare(page);
      for (const theme of Object.keys(themes) as Theme[]) {
        await setTheme(page, theme);
        await fits(page, theme);
        await screenshot(page, `${name}-${theme}`);
      }
      await setTheme(page, 'dark');
      await page.setViewportSize({ width: narrow, height: 820 });
      await fits(page, 'narrow');
      await screenshot(page, `${name}-narrow`);
    });
  }
}

/** A chart takes its new width, and the toolkit its new colours, a moment after the page has them. */
async function fits(page: Page, as: string): Promise<void> {
  await settled(async () => assert.deepEqual(await overflowing(page), [], as));
  await settled(async () => assert.deepEqual(await axe(page), [], as));
}

/** Elements that reach over the right edge without a scrolling parent to reach them by. */
function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const scrolls = (element: Element): boolean => {
      for (let at = element.parentElement; at !== null; at = at.parentElement) {
        if (['auto', 'scroll'].includes(getComputedStyle(at).overflowX)) return true;
      }
      return false;
    };
    return [...document.querySelectorAll('#root *')]
      .filter((element) => {
        const { right, width } = element.getBoundingClientRect();
        const { visibility, clipPath } = getComputedStyle(element);
        return width > 0 && right > window.innerWidth + 1 && visibility !== 'hidden' && clipPath === 'none';
      })
      .filter((element) => !scrolls(element))
      .map((element) => element.outerHTML.slice(0, 160));
  });
}
