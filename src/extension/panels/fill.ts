import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { PanelData } from '../../webviews/protocol.ts';
import { Rpc, type ServerRpc } from '../../webviews/rpc.ts';
import { Disposables, type Disposable } from '../disposables.ts';
import { inLine } from '../plainText.ts';
import { page, type PageOptions } from './html.ts';
import type { PanelCalls, PanelContext, PanelKind } from './kind.ts';
import { placeApart, placeOf, type OpenPanel, type Places } from './places.ts';

/** What every panel of a window has around it. */
export interface Surroundings {
  extensionUri: vscode.Uri;
  /** Each panel says that everything is simulated. */
  sandbox: boolean;
  log: (message: string) => void;
  onDidChangeVisibility: () => void;
  places: Places;
  language: PageOptions['language'];
}

/** What an empty panel becomes. */
export interface Filling {
  panel: vscode.WebviewPanel;
  target: string | undefined;
  /** What it was for is done: a command for the same target opens another. */
  done: boolean;
}

/** Puts the page of a kind into a panel that is empty, and answers it from then on. */
export function fill<C extends PanelCalls<C>, E>(
  kind: PanelKind<C, E>,
  { panel, target, done }: Filling,
  around: Surroundings,
): void {
  const { places, onDidChangeVisibility } = around;
  const uri = (...path: string[]) => vscode.Uri.joinPath(around.extensionUri, ...path);
  const owned = new Disposables();
  const { webview } = panel;
  const title = inLine(kind.title(target), 100);
  panel.title = title;
  panel.iconPath = { light: uri('media', 'panel-light.svg'), dark: uri('media', 'panel-dark.svg') };
  const rpc: ServerRpc<C, E> = owned.add(new Rpc(portOf(webview, owned), around.log));
  let about = target;
  /** Undefined once it is closed: what ends later, such as a deploy, finds nothing to change. */
  let live: vscode.WebviewPanel | undefined = panel;
  const settle = (place: string): void => {
    if (live) places.settle(entry, place);
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
      settle(placeOf(kind.type, next));
      setTitle(kind.title(next));
    },
    release: () => settle(placeApart(kind.type)),
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
  else settle(placeOf(kind.type, target));
  owned.add(
    panel.onDidChangeViewState(() => {
      if (panel.visible) entry.update();
      onDidChangeVisibility();
    }),
  );
  panel.onDidDispose(() => {
    live = undefined;
    places.leave(entry);
    side.dispose?.();
    owned.dispose();
    onDidChangeVisibility();
  });
  webview.html = page({
    title,
    ...(around.language ? { language: around.language } : {}),
    data: dataOf(target),
    simulated: around.sandbox,
    nonce: randomBytes(16).toString('base64'),
    source: webview.cspSource,
    script: webview.asWebviewUri(uri('dist', 'webviews', `${kind.type}.js`)).toString(),
    style: webview.asWebviewUri(uri('dist', 'webviews', `${kind.type}.css`)).toString(),
  });
  // The page asks for it as soon as it runs: by then the answer is there. What is out of view may be so for hours.
  if (panel.visible) rpc.offer('load');
  onDidChangeVisibility();
}

const draftPrefix = 'draft:';

function dataOf(target: string | undefined): PanelData {
  if (target === undefined) return {};
  return target.startsWith(draftPrefix) ? { draftId: target.slice(draftPrefix.length) } : { key: target };
}

/** What a page kept: beside what it is about, everything is the page's own business. */
export function targetOf(state: unknown): string | undefined {
  if (typeof state !== 'object' || state === null) return undefined;
  if ('key' in state && typeof state.key === 'string' && state.key !== '') return state.key;
  if ('draftId' in state && typeof state.draftId === 'string' && state.draftId !== '')
    return `${draftPrefix}${state.draftId}`;
  return undefined;
}

export function isDone(state: unknown): boolean {
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
