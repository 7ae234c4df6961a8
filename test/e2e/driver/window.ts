import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Frame, Locator, Page } from 'playwright-core';
import { dist } from '../../hosts/paths.ts';
import { accessibility, type Violation } from './axe.ts';
import { consoleErrors } from './console.ts';
import { ModalDialog, Notifications, QuickInput } from './dialogs.ts';
import { themes, type Theme } from './themes.ts';

type Text = string | RegExp;

/** One VS Code window, by what a person sees and does in it. Every method waits for the state that it is about. */
export class Window {
  readonly page: Page;
  readonly quickInput: QuickInput;
  readonly dialog: ModalDialog;
  readonly notifications: Notifications;
  /** Console errors and uncaught exceptions so far, less those that VS Code makes on its own. */
  readonly errors: readonly string[];
  readonly #url: string;
  readonly #theme: () => Theme;

  constructor(page: Page, url: string, theme: () => Theme) {
    this.page = page;
    this.#url = url;
    this.#theme = theme;
    this.quickInput = new QuickInput(page);
    this.dialog = new ModalDialog(page);
    this.notifications = new Notifications(page);
    this.errors = consoleErrors(page);
  }

  async open(): Promise<void> {
    await this.page.goto(this.#url);
    await this.ready();
  }

  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .activitybar').waitFor({ timeout: 60_000 });
    await this.page.locator('.statusbar-item').first().waitFor();
  }

  async reload(): Promise<void> {
    await this.page.goto('about:blank'); // lets the old window say goodbye before the new one starts
    await this.open();
  }

  /** From the next load of the page on: every tab that was there, however short. Gives what asks for them. */
  async tabsSeen(): Promise<() => Promise<string[]>> {
    await this.page.addInitScript(() => {
      const seen = new Set<string>();
      Object.assign(globalThis, { tabsSeen: seen });
      const look = (): void => {
        for (const tab of document.querySelectorAll('.tabs-container [role="tab"]'))
          seen.add(tab.getAttribute('aria-label') ?? '');
      };
      const what = { childList: true, subtree: true, attributes: true, attributeFilter: ['aria-label'] };
      new MutationObserver(look).observe(document, what);
    });
    return () => this.page.evaluate(() => [...(globalThis as unknown as { tabsSeen: Set<string> }).tabsSeen]);
  }

  /** Opens a view container by its name in the activity bar, if it is not open already. */
  async openView(name: string): Promise<void> {
    const items = this.page.locator('.activitybar .action-item');
    const button = this.page.locator(`a[aria-label*="${name}"]`);
    const item = items.filter({ has: button }).first();
    const open = items.and(this.page.locator('.checked')).filter({ has: button }).first();
    await item.waitFor();
    // A window that was reloaded opens it by itself a moment later, and a click just then closes it again.
    while (!(await appears(open, 1000))) await item.click();
  }

  /** Runs a command by its full title ("Category: Title") from the palette. */
  async command(title: string): Promise<void> {
    await this.page.bringToFront();
    const rows = this.quickInput.items();
    const label = title.replaceAll(/[\\"]/g, String.raw`\$&`);
    const row = rows.and(this.page.locator(`[aria-label="${label}"], [aria-label^="${label}, "]`)).first();
    const deadline = Date.now() + 30_000;
    for (;;) {
      await this.#openPalette();
      // The list is made when one types: a command that came later is found only by typing again.
      if ((await this.#type('>', `>${title}`)) && (await appears(row, 2000))) break;
      if (Date.now() < deadline) continue;
      const offered = await rows.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
      throw new Error(`No command "${title}" in the palette; it offers: ${offered.join(' | ')}`);
    }
    await row.click();
  }

  async #openPalette(): Promise<void> {
    const { input } = this.quickInput;
    while (!(await input.isVisible())) {
      await this.page.keyboard.press('F1');
      await appears(input, 2000); // or the window was not listening yet
    }
  }

  /** False: the palette went away, because a panel that has just opened took the focus. */
  async #type(...texts: string[]): Promise<boolean> {
    try {
      for (const text of texts) await this.quickInput.input.fill(text, { timeout: 2000 });
      return true;
    } catch {
      return false;
    }
  }

  /** A tree row by its accessible name, or part of it. */
  row(name: Text): Locator {
    return this.page.getByRole('treeitem', { name });
  }

  /** Presses an inline action of a row, by the action's title. */
  async rowAction(name: Text, action: Text): Promise<void> {
    const row = this.row(name).first();
    const button = row.getByRole('button', { name: action });
    // A row that comes in above it moves it from under the pointer: then it is followed.
    for (let tries = 0; tries < 10 && !(await button.isVisible()); tries++) {
      await row.hover();
      await button.waitFor({ timeout: 1000 }).catch(() => undefined);
    }
    await button.click();
  }

  /** Chooses from a row's context menu. */
  async rowMenu(name: Text, item: Text): Promise<void> {
    await this.row(name).first().click({ button: 'right' });
    const choice = this.page.getByRole('menuitem', { name: item });
    await choice.waitFor();
    // A menu that has just opened ignores the first click, lest the one that opened it chooses.
    while (await choice.isVisible()) {
      await choice.click();
      await choice.waitFor({ state: 'hidden', timeout: 1000 }).catch(() => undefined);
    }
  }

  /** A status bar item by its text or accessible name. */
  statusItem(text: Text): Locator {
    return this.page.locator('.statusbar-item').filter({ hasText: text });
  }

  tab(title: Text): Locator {
    return this.page.locator('.tabs-container').getByRole('tab', { name: title });
  }

  async closeTab(title: Text): Promise<void> {
    const tab = this.tab(title).first();
    await tab.hover();
    await tab.locator('.codicon-close-small, .codicon-close').first().click();
    await tab.waitFor({ state: 'detached' });
  }

  /** The document of a webview panel, by the panel's title. Ask again after a reload or after hiding it. */
  async panel(title: Text): Promise<Frame> {
    const tab = this.tab(title).first();
    await tab.click();
    const group = this.page.locator('.editor-group-container').filter({ has: tab });
    const outer = await this.#webviewOver(group);
    const inner = await (await outer.waitForSelector('#active-frame', { state: 'attached' })).contentFrame();
    if (inner === null) throw new Error(`The panel ${title.toString()} went away while it was opening`);
    await inner.waitForLoadState('domcontentloaded');
    return inner;
  }

  /** Webviews are laid over their editor group rather than put inside it, so they are matched by place. */
  async #webviewOver(group: Locator): Promise<Frame> {
    const deadline = Date.now() + 30_000;
    while (Date.now() < deadline) {
      const place = await group.boundingBox();
      for (const handle of await this.page.locator('iframe.webview.ready').elementHandles()) {
        const box = (await handle.isVisible()) ? await handle.boundingBox() : null;
        if (place === null || box === null || !within(box, place)) continue;
        const frame = await handle.contentFrame();
        if (frame !== null) return frame;
      }
      await this.page.waitForTimeout(50); // between two looks
    }
    throw new Error('No webview appeared in the editor group');
  }

  async accessibility(panel: Text): Promise<Violation[]> {
    return await accessibility(await this.panel(panel));
  }

  /** Chooses a theme as a person does, and waits until the window and each webview in it show it. */
  async setTheme(theme: Theme): Promise<void> {
    const { label, workbench, webview } = themes[theme];
    await this.command('Preferences: Color Theme');
    await this.quickInput.type(label);
    await this.quickInput.pick(label);
    await this.quickInput.closed();
    await this.page.locator(`.monaco-workbench.${workbench}`).waitFor();
    for (const outer of await this.page.locator('iframe.webview.ready').all())
      await outer
        .contentFrame()
        .frameLocator('#active-frame')
        .locator(`body.${webview}`)
        .waitFor({ state: 'attached' });
  }

  /** Puts away every message at the lower right. */
  clearNotifications(): Promise<void> {
    return this.command('Notifications: Clear All Notifications');
  }

  /** Drags the edge of the side bar until it is this wide. */
  async widenSideBar(width: number): Promise<void> {
    const box = await this.page.locator('.part.sidebar').boundingBox();
    if (box === null) throw new Error('There is no side bar');
    const y = box.y + box.height / 2;
    await this.page.mouse.move(box.x + box.width, y);
    await this.page.mouse.down();
    await this.page.mouse.move(box.x + width, y, { steps: 5 });
    await this.page.mouse.up();
  }

  /** `dist/screenshots/<theme>/<name>.png` of the window or a part of it, with the pointer out of the way. */
  async screenshot(name: string, part?: '.part.sidebar' | '.part.editor'): Promise<string> {
    const path = join(dist, 'screenshots', this.#theme(), `${name}.png`);
    await mkdir(dirname(path), { recursive: true });
    await this.page.mouse.move(720, 899);
    const options = { path, animations: 'disabled', caret: 'hide' } as const;
    if (part === undefined) await this.page.screenshot(options);
    else await this.page.locator(part).screenshot(options);
    return path;
  }

  async clipboard(): Promise<string> {
    return await this.page.evaluate(() => navigator.clipboard.readText());
  }
}

function appears(what: Locator, timeout: number): Promise<boolean> {
  return what.waitFor({ timeout }).then(
    () => true,
    () => false,
  );
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

function within(inner: Box, outer: Box): boolean {
  const [x, y] = [inner.x + inner.width / 2, inner.y + inner.height / 2];
  return x > outer.x && x < outer.x + outer.width && y > outer.y && y < outer.y + outer.height;
}
