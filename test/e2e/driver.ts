/** What e2e tests are written with: a VS Code with the packaged extension, in a browser, driven as a person would. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { launchBrowser } from '../hosts/browser.ts';
import { dist, temporaryFolder } from '../hosts/paths.ts';
import { startServer, userSettings, type VSCodeServer } from '../hosts/server.ts';
import { record, type Evidence } from './driver/failures.ts';
import { themes, type Theme } from './driver/themes.ts';
import { Window } from './driver/window.ts';

export { launchBrowser } from '../hosts/browser.ts';
export { accessibility, grave, type Violation } from './driver/axe.ts';
export { recordFailures, type Evidence } from './driver/failures.ts';
export { themes, type Theme } from './driver/themes.ts';
export { Window } from './driver/window.ts';

export interface VSCodeOptions {
  /** The VSIX to install; the packaged one unless told otherwise. */
  vsix?: string;
  /** More to install beside it. */
  also?: readonly string[];
  /** User settings, in effect from the start. */
  settings?: Record<string, unknown>;
  machineSettings?: Record<string, unknown>;
  theme?: Theme;
  /** Pixels of the screen for each of the page, for pictures. */
  scale?: number;
  env?: NodeJS.ProcessEnv;
  /** What the editor speaks, "de" for one; English unless told. */
  language?: string;
}

export const viewport = { width: 1440, height: 900 };

const say = (line: string): void => console.log(`    ${line}`);

/** A VS Code of one's own: its data, extensions, workspace folder and browser profile are used by nothing else. */
export class VSCode {
  readonly dataDir: string;
  readonly workspace: string;
  readonly server: VSCodeServer;
  readonly context: BrowserContext;
  readonly #windows: Window[] = [];
  readonly #close: () => Promise<void>;
  #theme: Theme;

  private constructor(
    folder: string,
    server: VSCodeServer,
    context: BrowserContext,
    options: VSCodeOptions,
    close: () => Promise<void>,
  ) {
    this.dataDir = join(folder, 'data');
    this.workspace = join(folder, 'workspace');
    this.server = server;
    this.context = context;
    this.#theme = options.theme ?? 'dark';
    this.#close = close;
  }

  static async open(options: VSCodeOptions = {}): Promise<VSCode> {
    await using cleanUp = new AsyncDisposableStack();
    const folder = cleanUp.use(await temporaryFolder('e2e'));
    const [dataDir, workspace] = [join(folder.path, 'data'), join(folder.path, 'workspace')] as const;
    await mkdir(workspace);
    const settings = { 'workbench.colorTheme': themes[options.theme ?? 'dark'].setting, ...options.settings };
    const install = [options.vsix ?? join(dist, 'slipway.vsix'), ...(options.also ?? [])];
    const env = options.env ?? {};
    const { machineSettings = {} } = options;
    const speaking = options.language === undefined ? {} : { language: options.language };
    const server = await startServer({
      ...{ dataDir, workspace, install, settings, machineSettings, env, say },
      ...speaking,
    });
    cleanUp.defer(() => server.stop());
    const browser = await launchBrowser(say);
    cleanUp.defer(() => browser.close());
    const context = await browser.newContext({
      viewport,
      reducedMotion: 'reduce',
      colorScheme: 'dark',
      deviceScaleFactor: options.scale ?? 1,
    });
    context.setDefaultTimeout(30_000);
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.origin });
    const vscode = new VSCode(folder.path, server, context, options, () => all.disposeAsync());
    try {
      await vscode.newWindow();
    } catch (error) {
      await record('VS Code does not open', vscode.evidence());
      throw error;
    }
    const all = cleanUp.move();
    return vscode;
  }

  /** The first window. */
  get window(): Window {
    const [first] = this.#windows;
    if (first === undefined) throw new Error('No window is open');
    return first;
  }

  /** One more window on the same server, as a second browser tab is: same settings, secrets and global storage. */
  async newWindow(): Promise<Window> {
    const window = new Window(await this.context.newPage(), this.server.url, () => this.#theme);
    this.#windows.push(window);
    await window.open();
    return window;
  }

  async setTheme(theme: Theme): Promise<void> {
    for (const window of this.#windows) if (!window.page.isClosed()) await window.setTheme(theme);
    this.#theme = theme;
  }

  /** Changes user settings; `undefined` takes one away. Windows that are open notice when they are reloaded. */
  async setSettings(change: Record<string, unknown>): Promise<void> {
    const file = userSettings(this.dataDir);
    const settings = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    await writeFile(file, JSON.stringify({ ...settings, ...change }, null, 2));
  }

  evidence(): Evidence {
    const errors = this.#windows.flatMap(({ errors }) => errors);
    return { pages: this.context.pages(), notes: [...errors, '--- server', ...this.server.log.slice(-100)] };
  }

  async close(): Promise<void> {
    await this.#close();
  }
}
