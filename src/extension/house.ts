import type * as vscode from 'vscode';
import { definitions } from '../connectors/index.ts';
import { createApi, type SlipwayApi } from './api.ts';
import { readLocalPlatforms } from './credentials/sources.ts';
import type { Disposable } from './disposables.ts';
import type { Home } from './home.ts';
import type { CommandId, PanelType } from './ids.ts';
import { Switch } from './sandbox/switch.ts';
import type { TreeDoor } from './tree/door.ts';

/** The application of the window, behind what the editor was told at the start. */
export interface House extends Disposable {
  window: Switch;
  api: SlipwayApi;
  run: (command: string, given: unknown[]) => Promise<unknown>;
  restore: (type: PanelType, panel: vscode.WebviewPanel, state: unknown) => Promise<void>;
}

export function buildHouse(context: vscode.ExtensionContext, door: TreeDoor): House {
  const window = new Switch(ownHome(context), Object.values(definitions), door);
  return {
    window,
    api: createApi(() => window.app.apiParts),
    // The manifest has no command that has no handler: test/unit/manifest.test.ts holds that.
    run: (command, given) => window.app.run(command as CommandId, given),
    restore: (type, panel, state) => window.restore(type, panel, state),
    dispose: () => window.dispose(),
  };
}

const ownHome = (context: vscode.ExtensionContext): Home => ({
  extensionUri: context.extensionUri,
  folder: context.globalStorageUri.fsPath,
  secrets: context.secrets,
  memento: context.globalState,
  local: (log) => readLocalPlatforms(context.extensionMode, log),
});
