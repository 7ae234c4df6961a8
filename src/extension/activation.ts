import * as vscode from 'vscode';
import { definitions } from '../connectors/index.ts';
import { createApi, type SlipwayApi } from './api.ts';
import type { App } from './app.ts';
import { readLocalPlatforms } from './credentials/sources.ts';
import type { Home } from './home.ts';
import { Switch } from './sandbox/switch.ts';

/** In a test run the parts are handed out too, so that a suite can look at them from inside. */
export type TestedApi = SlipwayApi & {
  testing: { readonly app: App; window: Switch; context: vscode.ExtensionContext };
};

export function start(context: vscode.ExtensionContext): SlipwayApi | TestedApi {
  const window = new Switch(ownHome(context), Object.values(definitions));
  context.subscriptions.push(window);
  const api = createApi(() => window.app.apiParts);
  if (context.extensionMode !== vscode.ExtensionMode.Test) return api;
  const testing = {
    get app() {
      return window.app;
    },
    window,
    context,
  };
  return Object.assign(api, { testing });
}

const ownHome = (context: vscode.ExtensionContext): Home => ({
  extensionUri: context.extensionUri,
  folder: context.globalStorageUri.fsPath,
  secrets: context.secrets,
  memento: context.globalState,
  local: (log) => readLocalPlatforms(context.extensionMode, log),
});
