import { t } from '@vscode/l10n';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Dialogs } from '../dialogs.ts';
import type { Home } from '../home.ts';
import type { Handlers } from '../ids.ts';
import { newFolder } from './folder.ts';
import { MemoryMemento, MemorySecrets } from './memory.ts';
import { startSimulators, type Parse } from './simulators.ts';
import { SandboxWorkbench } from './workbench.ts';

/** An open Sandbox: where its application lives, and what ends it. */
export interface Opened {
  readonly home: Home;
  readonly pid: number | undefined;
  /** Resolves when the simulators are gone, for whatever reason. */
  readonly ended: Promise<void>;
  /** Ends the simulators; its folder is gone then. */
  readonly end: () => Promise<void>;
}

export interface OpenOptions {
  extensionUri: vscode.Uri;
  /** Where the extension may keep things; the Sandbox has a folder of its own in it. */
  storage: string;
  parse: Parse;
  leave: () => Promise<void>;
}

/** Starts the simulators, for an application that knows nothing but them. */
export async function openSandbox({ extensionUri, storage, parse, leave }: OpenOptions): Promise<Opened> {
  const folder = await newFolder(storage);
  const script = join(extensionUri.fsPath, 'dist', 'sandbox.cjs');
  const { platforms, modalControl, pid, ended, end } = await startSimulators(script, folder, parse);
  const home: Home = {
    extensionUri,
    folder,
    secrets: new MemorySecrets(),
    memento: new MemoryMemento(),
    local: () => Promise.resolve(platforms),
    sandbox: {
      workbench: new SandboxWorkbench({ folder, script, modalControl }),
      commands: (dialogs) => commands(dialogs, leave),
    },
  };
  return { home, pid, ended, end };
}

/** What leads to accounts and machines of the person's own leads out of the Sandbox first. */
function commands(dialogs: Dialogs, leave: () => Promise<void>): Partial<Handlers> {
  const outside = async (command: 'slipway.connect' | 'slipway.addServer', target: unknown) => {
    const said = t('In the Sandbox everything is simulated and connected already. Yours are outside.');
    if (!(await dialogs.offer(said, t('Leave and Connect')))) return false;
    await leave();
    return vscode.commands.executeCommand(command, target);
  };
  return {
    'slipway.connect': (target) => outside('slipway.connect', target),
    'slipway.addServer': (target) => outside('slipway.addServer', target),
  };
}
