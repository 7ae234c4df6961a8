import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ConnectorDefinition } from '../../connectors/connector.ts';
import { PlatformError } from '../../connectors/errors.ts';
import { App } from '../app.ts';
import { parseLocalPlatforms } from '../credentials/localPlatforms.ts';
import type { Home } from '../home.ts';
import { views, type PanelType } from '../ids.ts';
import type { TreeDoor } from '../tree/door.ts';
import type { Opened } from './open.ts';

/**
 * The one application of the window: of the person's own accounts or of the Sandbox, never both. One is taken apart
 * before the other is built, so nothing of either can be seen, kept or counted by the other.
 */
export class Switch {
  readonly #own: Home;
  readonly #definitions: readonly ConnectorDefinition[];
  readonly #door: TreeDoor;
  #app: App;
  #opening: Promise<void> | undefined;
  #opened: Opened | undefined;
  #disposed = false;

  constructor(own: Home, definitions: readonly ConnectorDefinition[], door: TreeDoor) {
    this.#own = own;
    this.#door = door;
    this.#definitions = definitions;
    this.#app = this.#build(own);
  }

  get app(): App {
    return this.#app;
  }

  /** The Sandbox, while it is open. */
  get opened(): Opened | undefined {
    return this.#opened;
  }

  async open(): Promise<void> {
    if (!this.#opened) await (this.#opening ??= this.#open().finally(() => (this.#opening = undefined)));
    await vscode.commands.executeCommand(`${views.deployments}.focus`);
  }

  /** A panel that the editor kept over a reload. It is of the person's own, and has no place in the Sandbox. */
  async restore(type: PanelType, panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    if (this.#opened) panel.dispose();
    else await this.#app.panels.restore(type, panel, state);
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    if (!opened) return;
    this.#opened = undefined;
    if (!this.#disposed) this.#replace(this.#own);
    await opened.end();
  }

  async #open(): Promise<void> {
    this.#refuseWhileBusy();
    const { openSandbox } = await import('./open.ts');
    const { extensionUri, folder: storage } = this.#own;
    const parse = parseLocalPlatforms;
    const opened = await openSandbox({ extensionUri, storage, parse, leave: () => this.close() });
    // The person may have begun something meanwhile, or closed the window.
    try {
      this.#refuseWhileBusy();
    } catch (error) {
      await opened.end();
      throw error;
    }
    if (this.#disposed) return opened.end();
    this.#opened = opened;
    this.#replace(opened.home);
    void opened.ended.then(() => this.#lost(opened));
  }

  /** What the application is in the middle of would be cut off. */
  #refuseWhileBusy(): void {
    const busy = this.#app.underway();
    if (busy === undefined) return;
    throw new PlatformError({
      code: 'conflict',
      message: t`${busy} is being worked on in this window.`,
      hint: t('Open the Sandbox when that is done, or in another window.'),
    });
  }

  /** Without its simulators the Sandbox shows nothing but failures. */
  async #lost(opened: Opened): Promise<void> {
    if (this.#opened !== opened) return;
    await this.close();
    this.#app.dialogs.inform(t('The simulators of the Sandbox have ended, so it was closed.'));
  }

  #replace(home: Home): void {
    this.#app.dispose();
    this.#app = this.#build(home);
  }

  #build(home: Home): App {
    return new App({
      home,
      door: this.#door,
      definitions: this.#definitions,
      openSandbox: () => this.open(),
      closeSandbox: () => this.close(),
    });
  }

  dispose(): void {
    this.#disposed = true;
    this.#app.dispose();
    void this.close();
  }
}
