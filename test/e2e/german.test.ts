import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { root } from '../hosts/paths.ts';
import { grave, recordFailures, VSCode } from './driver.ts';
import { settled } from './settled.ts';

const read = (file: string): Record<string, string> =>
  JSON.parse(readFileSync(join(root, file), 'utf8')) as Record<string, string>;
const translations = [read('l10n/bundle.l10n.de.json'), read('l10n/webviews.de.json')];
const titles = read('package.nls.de.json');

/** Words that have another form in German, and so must not be seen as they are. */
const english = new Set(
  translations.flatMap((words) => Object.entries(words).flatMap(([en, de]) => (en === de ? [] : en))),
);

/** An editor that speaks German: its own words stay English, as its language pack is not at hand; Slipway's do not. */
describe('In German', function () {
  this.timeout(120_000);
  this.bail(true);
  let vscode: VSCode;
  recordFailures(() => vscode.evidence());

  before(async () => (vscode = await VSCode.open({ language: 'de' })));
  after(() => vscode.close());

  const title = (command: string): string => titles[`command.${command}`] ?? assert.fail(command);
  const nothingEnglish = async (page: Frame | Page, within: string): Promise<void> => {
    const seen = await wordsOf(page, within);
    assert.ok(seen.length > 3, `too little to see: ${seen.join(' | ')}`);
    const parts = seen.flatMap((words) => [words, ...words.split(/ · |, /)]);
    assert.deepEqual(
      parts.filter((words) => english.has(words)),
      [],
    );
  };
  const german = async (name: RegExp, picture: string): Promise<void> => {
    const frame = await vscode.window.panel(name);
    assert.equal(await frame.locator('html').getAttribute('lang'), 'de');
    await settled(() => nothingEnglish(frame, 'body'));
    await settled(async () => assert.deepEqual(grave(await vscode.window.accessibility(name)), []));
    await vscode.window.screenshot(picture);
  };

  it('says what to do where nothing is connected', async () => {
    const { window } = vscode;
    await window.openView('Slipway');
    await window.page.locator('.welcome-view').getByRole('button', { name: 'Plattform verbinden' }).waitFor();
    await window.widenSideBar(420);
    await nothingEnglish(window.page, '.welcome-view');
    await window.screenshot('german-no-platform');
  });

  it('shows rows, their groups and the status bar', async () => {
    const { window } = vscode;
    await window.page
      .locator('.welcome-view')
      .getByRole('button', { name: title('openSandbox') })
      .click();
    await window.row(/^qwen-fp8, Aktiv, .*\d,\d\d.\$\/h/).waitFor();
    await window.statusItem(/Simuliert · \d+ aktiv/).waitFor();
    await nothingEnglish(window.page, '.part.sidebar');
    await window.screenshot('german-rows');
  });

  it('leads through a new deployment', async () => {
    const { window } = vscode;
    await window.command(`Slipway: ${title('newDeployment')}`);
    await german(/Neues Deployment/, 'german-wizard');
  });

  it('tests', async () => {
    const { window } = vscode;
    await window.rowAction(/^qwen-fp8,/, title('test'));
    const tester = await window.panel(/^Test: /);
    await tester.locator('#prompt textarea').fill('Warum laufen Schiffe mit dem Heck voran vom Stapel?');
    await tester.getByRole('button', { name: 'Senden', exact: true }).click();
    await tester.locator('section[aria-label="Verlauf"] li').first().waitFor();
    await settled(async () => {
      const history = await tester.locator('section[aria-label="Verlauf"] li').first().innerText();
      assert.match(history, /Erfolgreich/);
    });
    await german(/^Test: /, 'german-tester');
  });

  it('measures', async () => {
    const { window } = vscode;
    await window.command(`Slipway: ${title('fleetMetrics')}`);
    await german(/^Metriken: /, 'german-metrics');
  });

  it('asks before it stops', async () => {
    const { window } = vscode;
    await window.rowAction(/^qwen-fp8,/, title('stop'));
    const asked = await window.dialog.text();
    assert.deepEqual(
      asked.split('\n').filter((words) => english.has(words.trim())),
      [],
    );
    await window.screenshot('german-stop');
    // The editor's own word, which it has no German for here.
    await window.dialog.choose('Cancel');
  });
});

/** What is read on the screen, piece by piece: texts, and the names of what has none. */
const wordsOf = (page: Frame | Page, within: string): Promise<string[]> =>
  page.evaluate((selector) => {
    const words = new Set<string>();
    for (const top of document.querySelectorAll(selector)) {
      const walker = document.createTreeWalker(top, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
      for (let node = walker.nextNode(); node; node = walker.nextNode())
        if (node instanceof Element)
          for (const name of ['aria-label', 'title', 'placeholder'])
            words.add(node.getAttribute(name)?.trim() ?? '');
        else if (node.parentElement?.closest('script, style') === null)
          words.add(node.textContent?.trim() ?? '');
    }
    return [...words].filter((each) => each !== '');
  }, within);
