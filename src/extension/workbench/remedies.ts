import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Workbench } from '../../connectors/connector.ts';
import type { PlatformId } from '../../connectors/domain.ts';
import type { Remedy } from '../../connectors/errors.ts';
import type { Dialogs } from '../dialogs.ts';
import { Disposables } from '../disposables.ts';
import { userSetting } from '../settings.ts';
import { hasPythonExtension } from './pythonExtension.ts';

/** What Slipway can do about a failure when the person asks for it. */
export class Remedies {
  readonly #workbench: Pick<Workbench, 'python'>;
  readonly #dialogs: Dialogs;
  readonly #owned = new Disposables();

  constructor(workbench: Pick<Workbench, 'python'>, dialogs: Dialogs) {
    this.#workbench = workbench;
    this.#dialogs = dialogs;
  }

  async run(remedy: Remedy, platform?: PlatformId): Promise<void> {
    switch (remedy) {
      case 'install-python-client':
        return this.#install();
      case 'choose-python':
        return choosePython();
      case 'issue-credential':
        await vscode.commands.executeCommand('slipway.issueCredential', platform);
        return;
      case 'manage-trust':
        await vscode.commands.executeCommand('workbench.trust.manage');
    }
  }

  /** In a terminal, where what pip says can be read. Python is its program: no shell reads the command. */
  async #install(): Promise<void> {
    const { program, args } = await this.#workbench.python();
    const terminal = vscode.window.createTerminal({
      name: t('Install Modal’s Python Client'),
      shellPath: program,
      shellArgs: [...args, '-m', 'pip', 'install', '--upgrade', 'modal'],
      iconPath: new vscode.ThemeIcon('package'),
      message: `${[program, ...args].join(' ')} -m pip install --upgrade modal`,
      isTransient: true,
    });
    terminal.show();
    const closed = this.#owned.add(
      vscode.window.onDidCloseTerminal((other) => {
        if (other !== terminal) return;
        closed.dispose();
        // One that fails stays open with what it said.
        if (other.exitStatus?.code === 0)
          this.#dialogs.inform(t('Modal’s Python client is installed. You can deploy now.'));
      }),
    );
  }

  dispose(): void {
    this.#owned.dispose();
  }
}

/** Where it was chosen: the setting goes before the Python extension. */
async function choosePython(): Promise<void> {
  const bySetting = userSetting('slipway.modal.python').trim() !== '' || !hasPythonExtension();
  if (bySetting)
    await vscode.commands.executeCommand('workbench.action.openSettings', 'slipway.modal.python');
  else await vscode.commands.executeCommand('python.setInterpreter');
}
