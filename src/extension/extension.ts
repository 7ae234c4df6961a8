import * as vscode from 'vscode';
import { definitions } from '../connectors/index.ts';
import type { SlipwayApi } from './api.ts';
import { App } from './app.ts';

/** In a test run the parts are handed out too, so that a suite can look at them from inside. */
export type TestedApi = SlipwayApi & { testing: { app: App; context: vscode.ExtensionContext } };

export function activate(context: vscode.ExtensionContext): SlipwayApi | TestedApi {
  const app = new App({ context, definitions: Object.values(definitions) });
  context.subscriptions.push(app);
  return context.extensionMode === vscode.ExtensionMode.Test
    ? { ...app.api, testing: { app, context } }
    : app.api;
}
