import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { messagesOf } from '../../l10n/messages.ts';
import { settled } from '../settled.ts';
import { axe, screenshot, type OpenOptions, type Panel } from './harness.ts';
import { overflowing } from './room.ts';
import { harness } from './shared.ts';

interface Scene {
  panel: Panel;
  name: string;
  options?: OpenOptions;
  ready: (page: Page) => Promise<void>;
}

const scenes: Scene[] = [
  { panel: 'wizard', name: 'the platforms', ready: (page) => page.getByText('Modal').first().waitFor() },
  {
    panel: 'wizard',
    name: 'a model and its configuration',
    ready: async (page) => {
      await page.locator('.navigation [appearance=primary]').last().click();
      await page.getByRole('option', { name: /Qwen3 8B/ }).click();
      await page.getByText('FP8 on one H100').click();
      await page.locator('.navigation [appearance=primary]').last().click();
      await page.locator('.config-step').waitFor();
    },
  },
  { panel: 'tester', name: 'a prompt', ready: (page) => page.locator('#prompt textarea').waitFor() },
  { panel: 'metrics', name: 'a report', ready: (page) => page.locator('.tile').first().waitFor() },
];

/** What a person reads or hears on the page, one text each. */
function texts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (node instanceof Text) {
        if (!node.parentElement?.closest('script, style, code, pre')) found.push(node.data.trim());
      } else if (node instanceof Element && !node.closest('[aria-hidden="true"]'))
        for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
          found.push(node.getAttribute(name)?.trim() ?? '');
    }
    return [...new Set(found)];
  });
}

/** Names, units and times, which are written by the locale. */
const same =
  /^(?:Top-p|cURL|Python|TypeScript|\d+ (?:min|kB)|\$\/1M tokens|[A-Z][a-z]{2} \d+, \d{4}, [\d:]+)$/;

describe('a panel in another language', () => {
  const { open } = harness();
  /** What the host of these pages says: data. */
  const said = globSync('page/*.ts', { cwd: import.meta.dirname })
    .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
    .join('\n');
  const root = join(import.meta.dirname, '../../..');
  const ofHost = new Set(
    messagesOf(root, 'src/{connectors,extension}/**/*.ts').flatMap((text) => [
      text,
      ...text.split(/(?<=\.) /),
    ]),
  );

  /** A word alone must be all that is said: as a part of something else, any would be found. */
  const isData = (text: string): boolean =>
    said.includes(/\s/.test(text) ? text : `'${text}'`) || ofHost.has(text);

  for (const { panel, name, options = {}, ready } of scenes) {
    it(`${panel}, ${name}: every word of its own is a message`, async () => {
      const { page } = await open(panel, { ...options, language: 'pseudo' });
      await ready(page);
      const bare = (await texts(page))
        .filter((text) => !text.includes('⟦') && /[A-Za-z]{3,}/.test(text) && !same.test(text))
        .filter((text) => ![/(?<=\.) /, /, /].some((between) => text.split(between).every(isData)));
      assert.deepEqual(bare, []);
    });

    it(`${panel}, ${name}: German fits, and is accessible`, async () => {
      const { page, problems } = await open(panel, { ...options, language: 'de' });
      await ready(page);
      assert.equal(await page.evaluate(() => document.documentElement.lang), 'de');
      assert.deepEqual(await overflowing(page), []);
      await page.setViewportSize({ width: 400, height: 820 });
      await settled(async () => assert.deepEqual(await overflowing(page), []));
      await settled(async () => assert.deepEqual(await axe(page), []));
      await screenshot(page, `german-${panel}-${name.replaceAll(' ', '-')}`);
      assert.deepEqual(problems, []);
    });
  }

  it('writes numbers as that language does', async () => {
    const { page } = await open('metrics', { language: 'de' });
    await page.locator('.tile').first().waitFor();
    assert.match(await page.locator('main').innerText(), /\d,\d/);
    assert.match(await page.locator('main').innerText(), /\d \$/);
  });
});
