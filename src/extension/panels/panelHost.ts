import * as vscode from 'vscode';
import { panels, type PanelType } from '../ids.ts';
import { turn } from '../late.ts';
import type { Filling, Surroundings } from './fill.ts';
import type { PanelCalls, PanelKind } from './kind.ts';
import { panelLanguage } from './language.ts';
import { Places, placeOf } from './places.ts';

interface Registered {
  staysAlive: boolean;
  /** Reads what is behind the kind. */
  ready: () => Promise<(filling: Filling) => void>;
}

export interface PanelHostOptions extends Omit<Surroundings, 'places' | 'language'> {
  /** Resolves when deployments can be read; a restored panel waits for it. */
  start: () => Promise<void>;
}

/** Opens, reveals and restores the panels. One per kind and target: a second call shows the first. */
export class PanelHost {
  readonly #options: PanelHostOptions;
  readonly #places = new Places();
  readonly #kinds = new Map<PanelType, Registered>();
  readonly #opening = new Map<string, Promise<void>>();
  #disposed = false;

  constructor(options: PanelHostOptions) {
    this.#options = options;
  }

  /**
   * What is behind it is read with the first panel of its kind. With `staysAlive` its page lives on while it is out of
   * view: for a stream that must not be lost by looking elsewhere.
   */
  register<C extends PanelCalls<C>, E>(
    type: PanelType,
    load: () => Promise<PanelKind<C, E>>,
    { staysAlive = false } = {},
  ): void {
    const ready = async () => {
      const [kind, { fill }, language] = await Promise.all([
        load(),
        import('./kinds.ts'),
        panelLanguage(this.#options.extensionUri.fsPath),
      ]);
      return (filling: Filling) => fill(kind, filling, { ...this.#options, places: this.#places, language });
    };
    this.#kinds.set(type, { staysAlive, ready });
  }

  async open(type: PanelType, target?: string): Promise<void> {
    const place = placeOf(type, target);
    const other = this.#opening.get(place);
    // Whoever opened it is told when that fails. Without a wait where there is none: the next call must find this one.
    if (other) await other.catch(() => undefined);
    const known = this.#places.at(type, target);
    if (known) {
      known.panel.reveal();
      return;
    }
    const opening = this.#openNew(type, target).finally(() => this.#opening.delete(place));
    this.#opening.set(place, opening);
    await opening;
  }

  async #openNew(type: PanelType, target: string | undefined): Promise<void> {
    const kind = this.#kinds.get(type);
    // The editor forgets a panel that nobody brings back: those of the Sandbox end with its window.
    const viewType = this.#options.sandbox ? `${panels[type]}.sandbox` : panels[type];
    const panel = vscode.window.createWebviewPanel(viewType, 'Slipway', vscode.ViewColumn.Active, {
      ...this.#webviewOptions(),
      retainContextWhenHidden: kind?.staysAlive ?? false,
    });
    const closing = new AbortController();
    panel.onDidDispose(() => closing.abort());
    try {
      // The editor makes a place for its page, which takes longer than reading what fills it.
      await turn();
      const fill = await kind?.ready();
      if (this.#disposed) panel.dispose();
      else if (!closing.signal.aborted) fill?.({ panel, target, done: false });
    } catch (error) {
      panel.dispose();
      throw error;
    }
  }

  /** Fills a panel that the editor kept over a reload of the window; `state` is what its page kept. */
  async restore(type: PanelType, panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const [fill, { targetOf, isDone }] = await Promise.all([
      this.#kinds.get(type)?.ready(),
      import('./kinds.ts'),
      this.#options.start(),
    ]);
    panel.webview.options = this.#webviewOptions();
    fill?.({ panel, target: targetOf(state), done: isDone(state) });
  }

  get anyVisible(): boolean {
    return this.#places.all().some(({ panel }) => panel.visible);
  }

  get openPanels(): { type: string; title: string; visible: boolean; html: string }[] {
    return this.#places.all().map(({ panel }) => ({
      type: panel.viewType,
      title: panel.title,
      visible: panel.visible,
      html: panel.webview.html,
    }));
  }

  /** Something changed: panels in view are told, the others catch up when they come into view. */
  update(): void {
    for (const entry of this.#places.all()) if (entry.panel.visible) entry.update();
  }

  #webviewOptions(): vscode.WebviewOptions {
    return {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(this.#options.extensionUri, 'dist', 'webviews')],
      // The one thing that a page can do without its host, when that was ended (see ui/Unanswered.tsx).
      enableCommandUris: [
        'workbench.action.reloadWindow',
        ...(this.#options.sandbox ? ['slipway.closeSandbox'] : []),
      ],
    };
  }

  dispose(): void {
    this.#disposed = true;
    const open = this.#places.all().map(({ panel }) => panel);
    // Those in view last: else the editor would show the next one, only to lose it.
    for (const panel of open.sort((a, b) => Number(a.visible) - Number(b.visible))) panel.dispose();
  }
}
