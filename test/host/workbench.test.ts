import * as assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Choice } from '../../src/extension/dialogs.ts';
import { slipway, until } from './kit.ts';

const isDifference = ({ input }: vscode.Tab): boolean => input instanceof vscode.TabInputTextDiff;
const differences = (): vscode.Tab[] =>
  vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.filter(isDifference));

describe('the machine that a person works on', () => {
  const asked: Choice[] = [];
  const told: string[] = [];
  let answers: string[] = [];
  let python: string;
  let folder: string;
  let shown = 0;

  const setPython = (path: string | undefined): Thenable<void> =>
    vscode.workspace
      .getConfiguration()
      .update('slipway.modal.python', path, vscode.ConfigurationTarget.Global);

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-workbench-'));
    python = join(folder, 'python');
    await writeFile(python, '#!/bin/sh\necho "Python 3.12.1"\n');
    await chmod(python, 0o755);
    const { app } = await slipway();
    app.dialogs = {
      ...app.dialogs,
      choose: (choice) => {
        asked.push(choice);
        shown = Math.max(shown, differences().length);
        return Promise.resolve(answers.shift());
      },
      inform: (message) => told.push(message),
    };
  });
  after(async () => {
    await setPython(undefined);
    await rm(folder, { recursive: true });
  });

  it('keeps generated files in the open folder, where a changed one is the person’s', async () => {
    const { workbench } = (await slipway()).app;
    const made = await workbench.save('host_suite.py', 'print(1)\n');
    assert.deepEqual([made.outcome, made.shown], ['written', 'modal_apps/host_suite.py']);
    assert.equal(await readFile(made.path, 'utf8'), 'print(1)\n');
    assert.equal((await workbench.save('host_suite.py', 'print(1)\n')).outcome, 'same');
    assert.equal(asked.length, 0);

    await writeFile(made.path, 'print("mine")\n');
    answers = ['Show Difference', 'Use Mine'];
    const kept = await workbench.save('host_suite.py', 'print(2)\n');
    assert.deepEqual([kept.outcome, kept.text], ['kept', 'print("mine")\n']);
    assert.deepEqual(
      asked.map(({ modal, options }) => [modal, options]),
      [
        [true, ['Replace It', 'Show Difference', 'Use Mine']],
        [false, ['Replace It', 'Use Mine']],
      ],
    );
    assert.equal(shown, 1, 'the difference was open when it was asked again');
    assert.equal(differences().length, 0, 'and is closed after the answer');

    await assert.rejects(workbench.save('host_suite.py', 'print(2)\n'), { data: cancelled });
    answers = ['Replace It'];
    assert.equal((await workbench.save('host_suite.py', 'print(2)\n')).outcome, 'written');
    assert.equal((await workbench.file('host_suite.py')).text, 'print(2)\n');
    await rm(made.path);
  });

  it('saves what is typed into the file before anything is compared', async () => {
    const { workbench } = (await slipway()).app;
    const { path } = await workbench.save('host_typed.py', 'a = 1\n');
    const document = await vscode.workspace.openTextDocument(path);
    const editor = await vscode.window.showTextDocument(document);
    assert.ok(await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '# mine\n')));
    answers = ['Use Mine'];
    const { text, outcome } = await workbench.save('host_typed.py', 'a = 1\n');
    assert.deepEqual([outcome, text], ['kept', '# mine\na = 1\n']);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await rm(path);
  });

  it('has the Python of the setting, and says what to do about one that does not start', async () => {
    const { workbench } = (await slipway()).app;
    await setPython(python);
    assert.deepEqual(await workbench.python(), {
      program: python,
      args: [],
      source: 'the setting slipway.modal.python',
    });
    await setPython(join(folder, 'nowhere'));
    const error: unknown = await workbench.python().catch((reason: unknown) => reason);
    assert.ok(error instanceof Error && 'data' in error);
    const { code, remedy } = error.data as { code: string; remedy: string };
    assert.deepEqual([code, remedy], ['unsupported', 'choose-python']);
  });

  it('opens the setting for choosing another', async () => {
    const { app } = await slipway();
    await app.remedies.run('choose-python');
    await until('the settings are open', () =>
      vscode.window.tabGroups.activeTabGroup.activeTab?.label.includes('Settings'),
    );
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('installs the client in a terminal that no shell reads', async () => {
    const { app } = await slipway();
    await setPython(python);
    const opened = new Promise<vscode.Terminal>((resolve) => {
      const listener = vscode.window.onDidOpenTerminal((terminal) => {
        listener.dispose();
        resolve(terminal);
      });
    });
    await app.remedies.run('install-python-client');
    const { shellPath, shellArgs } = (await opened).creationOptions as vscode.TerminalOptions;
    assert.equal(shellPath, python);
    assert.deepEqual(shellArgs, ['-m', 'pip', 'install', '--upgrade', 'modal']);
    await until('it says that it is done', () => told.some((message) => message.includes('is installed')));
  });
});

const cancelled = { code: 'cancelled', message: 'Cancelled.' };
