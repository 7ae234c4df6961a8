import type * as vscode from 'vscode';
import type { Workbench } from '../connectors/connector.ts';
import type { LocalPlatforms } from './credentials/localPlatforms.ts';
import type { Dialogs } from './dialogs.ts';
import type { Disposable } from './disposables.ts';
import type { Handlers } from './ids.ts';
import type { ExtensionLog } from './log.ts';

export type Secrets = Pick<vscode.SecretStorage, 'get' | 'store' | 'delete' | 'onDidChange'>;

/** Where one application keeps what it knows, and what it is connected with. */
export interface Home {
  extensionUri: vscode.Uri;
  /** Of the history and the last lists. */
  folder: string;
  secrets: Secrets;
  memento: vscode.Memento;
  /** Simulators that stand in for platforms. */
  local: (log: ExtensionLog) => Promise<LocalPlatforms>;
  /** Present where everything is simulated. */
  sandbox?: SandboxHome;
}

export interface SandboxHome {
  /** Instead of the person's programs and folders. */
  workbench: Workbench & Disposable;
  /** Instead of the commands that lead to real accounts. */
  commands: (dialogs: Dialogs) => Partial<Handlers>;
}
