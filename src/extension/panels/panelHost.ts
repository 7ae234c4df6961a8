import { randomBytes, randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Calls, PanelData } from '../../webviews/protocol.ts';
import { Rpc, type Handlers, type ServerRpc, type Validators } from '../../webviews/rpc.ts';
import { Disposables, type Disposable } from '../disposables.ts';
import { panels, type PanelType } from '../ids.ts';
import { page, type PageOptions } from './html.ts';
import { panelLanguage } from './language.ts';
import { inLine } from '../plainText.ts';

/** One open panel, as its handlers see it. */
export interface PanelContext {
  /** A deployment's key, `draft:<id>`, or undefined for a panel about nothing in particular. */
  readonly target: string | undefined;
  /** From now on the panel is about something else: what it made. */
  retarget(target: string | undefined): void;
  /** Its work is done: from now on a command for the same target opens a new panel. */
  release(): void;
  readonly visible: boolean;
  close(): void;
  setTitle(title: string): void;
}

/** What makes a kind of panel: how it is called, what answers its page, what it hears of the fleet. */
export interface PanelKind<C extends Calls<C>, E> {
  type: PanelType;
  /** Keeps its page alive while it is out of view: for a stream that must not be lost by looking elsewhere. */
  staysAlive?: boolean;
  title(target: string | undefined): string;
  validators: Validators<C>;
  open(context: PanelContext, emit: ServerRpc<C, E>['emit']): PanelSide<C>;
}

/** The host's side of one open panel. */
export interface PanelSide<C extends Calls<C>> {
  handlers: Handlers<C>;
  /** Called for each change while the panel is visible, and once when it comes back into view. */
  update(): void;
  dispose?(): void;
}

interface LoadedKind {
  staysAlive: boolean;
  attach(panel: vscode.WebviewPanel, target: string | undefined, done?: boolean): void;
}

interface OpenPanel {
  panel: vscode.WebviewPanel;
  update(): void;
}

export interface PanelHostOptions {
  extensionUri: vscode.Uri;
  log: (message: string) => void;
  /** Resolves when deployments can be read; a restored panel waits for it. */
  start: () => Promise<void>;
  onDidChangeVisibility: () => void;
  /** Each panel says that everything is simulated. */
  sandbox: boolean;
}

/** Opens, reveals and restores the panels. One per kind and target: a second call shows the first. */
export class PanelHost {
  readonly #options: PanelHostOptions;
  readonly #open = new Map<string, OpenPanel>();
  readonly #kinds = new Map<PanelType, () => Promise<LoadedKind>>();

  constructor(options: PanelHostOptions) {
    this.#options = options;
  }

  /** What is behind it is read with the first panel of its kind. */
  register<C extends Calls<C>, E>(type: PanelType, load: () => Promise<PanelKind<C, E>>): void {
    this.#kinds.set(type, async () => {
      const [kind, language] = await Promise.all([load(), panelLanguage(this.#options.extensionUri.fsPath)]);
      return {
        staysAlive: kind.staysAlive ?? false,
        attach: (panel, target, done) => this.#attach(kind, language, panel, target, done),
      };
    });
  }

  async open(type: PanelType, target?: string): Promise<void> {
    const kind = await this.#kinds.get(type)?.();
    const known = this.#open.get(id(type, target));
    if (known) {
      known.panel.reveal();
      return;
    }
    // The editor forgets a panel that nobody brings back: those of the Sandbox end with its window.
    const viewType = this.#options.sandbox ? `${panels[type]}.sandbox` : panels[type];
    const panel = vscode.window.createWebviewPanel(viewType, 'Slipway', vscode.ViewColumn.Active, {
      ...this.#webviewOptions(),
      retainContextWhenHidden: kind?.staysAlive ?? false,
    });
    kind?.attach(panel, target);
  }

  /** Fills a panel that the editor kept over a reload of the window; `state` is what its page kept. */
  async restore(type: PanelType, panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const [kind] = await Promise.all([this.#kinds.get(type)?.(), this.#options.start()]);
    kind?.attach(panel, targetOf(state), isDone(state));
  }

  get anyVisible(): boolean {
    return [...this.#open.values()].some(({ panel }) => panel.visible);
  }

  get openPanels(): { type: string; title: string; visible: boolean; html: string }[] {
    return [...this.#open.values()].map(({ panel }) => ({
      type: panel.viewType,
      title: panel.title,
      visible: panel.visible,
      html: panel.webview.html,
    }));
  }

  /** Something changed: panels in view are told, the others catch up when they come into view. */
  update(): void {
    for (const entry of this.#open.values()) if (entry.panel.visible) entry.update();
  }

  #webviewOptions(): vscode.WebviewOptions {
    return {
      enableScripts: true,
      localResourceRoots: [this.#uri('dist', 'webviews')],
      // The one thing that a page can do without its host, when that was ended (see ui/Unanswered.tsx).
      enableCommandUris: [
        'workbench.action.reloadWindow',
        ...(this.#options.sandbox ? ['slipway.closeSandbox'] : []),
      ],
    };
  }

  #uri(...path: string[]): vscode.Uri {
    return vscode.Uri.joinPath(this.#options.extensionUri, ...path);
  }

  #attach<C extends Calls<C>, E>(
    kind: PanelKind<C, E>,
    language: PageOptions['language'],
    panel: vscode.WebviewPanel,
    target: string | undefined,
    done = false,
  ): void {
    const owned = new Disposables();
    const { webview } = panel;
    const title = inLine(kind.title(target), 100);
    panel.title = title;
    panel.iconPath = {
      light: this.#uri('media', 'panel-light.svg'),
      dark: this.#uri('media', 'panel-dark.svg'),
    };
    webview.options = this.#webviewOptions();
    const rpc: ServerRpc<C, E> = new Rpc(portOf(webview, owned), this.#options.log);
    owned.add(rpc);
    let about = target;
    let place = '';
    /** Undefined once it is closed: what ends later, such as a deploy, finds nothing to change. */
    let live: vscode.WebviewPanel | undefined = panel;
    const settle = (next: string): void => {
      this.#open.delete(place);
      if (!live) return;
      place = this.#open.has(next) ? `${next} ${randomUUID()}` : next;
      this.#open.set(place, entry);
    };
    const setTitle = (text: string): void => {
      const shown = inLine(text, 100);
      if (live && live.title !== shown) live.title = shown;
    };
    let ownTitle = false;
    const entry: OpenPanel = {
      panel,
      update: () => {
        // A panel that came back before the first list knew no name yet.
        if (!ownTitle) setTitle(kind.title(about));
        side.update();
      },
    };
    const context: PanelContext = {
      get target() {
        return about;
      },
      retarget: (next) => {
        about = next;
        ownTitle = false;
        settle(id(kind.type, next));
        setTitle(kind.title(next));
      },
      release: () => settle(`${kind.type}:released:${randomUUID()}`),
      get visible() {
        return live?.visible ?? false;
      },
      close: () => {
        live?.dispose();
      },
      setTitle: (text) => {
        ownTitle = true;
        setTitle(text);
      },
    };
    const emit: typeof rpc.emit = (event, payload) => rpc.emit(event, payload);
    const side = kind.open(context, emit);
    rpc.handle(side.handlers, kind.validators);
    if (done) context.release();
    else settle(id(kind.type, target));
    owned.add(
      panel.onDidChangeViewState(() => {
        if (panel.visible) entry.update();
        this.#options.onDidChangeVisibility();
      }),
    );
    panel.onDidDispose(() => {
      live = undefined;
      this.#open.delete(place);
      side.dispose?.();
      owned.dispose();
      this.#options.onDidChangeVisibility();
    });
    webview.html = page({
      title,
      ...(language ? { language } : {}),
      data: dataOf(target),
      simulated: this.#options.sandbox,
      nonce: randomBytes(16).toString('base64'),
      source: webview.cspSource,
      script: webview.asWebviewUri(this.#uri('dist', 'webviews', `${kind.type}.js`)).toString(),
      style: webview.asWebviewUri(this.#uri('dist', 'webviews', `${kind.type}.css`)).toString(),
    });
    this.#options.onDidChangeVisibility();
  }

  dispose(): void {
    const panels = [...this.#open.values()].map(({ panel }) => panel);
    // Those in view last: else the editor would show the next one, only to lose it.
    for (const panel of panels.sort((a, b) => Number(a.visible) - Number(b.visible))) panel.dispose();
  }
}

const id = (type: PanelType, target: string | undefined): string => `${type} ${target ?? ''}`;

const draftPrefix = 'draft:';

function dataOf(target: string | undefined): PanelData {
  if (target === undefined) return {};
  return target.startsWith(draftPrefix) ? { draftId: target.slice(draftPrefix.length) } : { key: target };
}

/** What the page kept: beside what it is about, everything is the page's own business. */
function targetOf(state: unknown): string | undefined {
  if (typeof state !== 'object' || state === null) return undefined;
  if ('key' in state && typeof state.key === 'string' && state.key !== '') return state.key;
  if ('draftId' in state && typeof state.draftId === 'string' && state.draftId !== '')
    return `${draftPrefix}${state.draftId}`;
  return undefined;
}

function isDone(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'done' in state && state.done === true;
}

function portOf(webview: vscode.Webview, owned: Disposables) {
  return {
    post: (message: unknown): void => void webview.postMessage(message),
    listen: (receive: (message: unknown) => void): (() => void) => {
      const subscription: Disposable = owned.add(webview.onDidReceiveMessage(receive));
      return () => subscription.dispose();
    },
  };
}
