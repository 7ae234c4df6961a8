import { t } from '@vscode/l10n';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type {
  Command,
  Ending,
  Log,
  Python,
  SavedFile,
  Workbench,
  WorkFile,
} from '../../connectors/connector.ts';
import { isCancelled, PlatformError } from '../../connectors/errors.ts';
import type { Dialogs } from '../dialogs.ts';
import { Disposables } from '../disposables.ts';
import { setting, userSetting } from '../settings.ts';
import { findPython } from './findPython.ts';
import { Programs } from './programs.ts';
import { activePython } from './pythonExtension.ts';
import { ReplaceQuestion } from './replacement.ts';
import { WorkFiles, type OpenFolder } from './workFiles.ts';

const versionMs = 20_000;

/** The workbench of this window: its folders, its Python, its programs. Touched with the first use only. */
export class EditorWorkbench implements Workbench {
  readonly #log: Log;
  readonly #owned = new Disposables();
  readonly #programs: Programs;
  readonly #files: WorkFiles;

  constructor(dialogs: Dialogs, log: Log) {
    this.#log = log;
    this.#programs = this.#owned.add(new Programs());
    const question = this.#owned.add(new ReplaceQuestion(dialogs));
    this.#files = new WorkFiles({
      folders: openFolders,
      subfolder: () => setting('slipway.modal.folder'),
      pickFolder,
      askReplace: (file, text, signal) => question.ask(file, text, signal),
      settle: saveEditor,
    });
  }

  async file(name: string): Promise<WorkFile> {
    checkLocal();
    return this.#files.file(name);
  }

  async save(name: string, text: string, signal?: AbortSignal): Promise<SavedFile> {
    checkUsable();
    return this.#files.save(name, text, signal);
  }

  async python(signal?: AbortSignal): Promise<Python> {
    checkUsable();
    return findPython({
      configured: userSetting('slipway.modal.python'),
      active: () => this.#active(),
      starts: (python) => this.#starts(python, signal),
      env: process.env,
      home: homedir(),
      windows: process.platform === 'win32',
    });
  }

  async run(command: Command, signal?: AbortSignal): Promise<Ending> {
    checkUsable();
    return this.#programs.run(command, signal);
  }

  async #active(): Promise<string | undefined> {
    try {
      return await activePython(vscode.workspace.workspaceFolders?.[0]?.uri);
    } catch (error) {
      this.#log.warn(`The Python extension names no interpreter. ${String(error)}`);
      return undefined;
    }
  }

  async #starts({ program, args }: Python, signal: AbortSignal | undefined): Promise<boolean> {
    try {
      const { code, stdout, stderr } = await this.#programs.run(
        { program, args: [...args, '--version'], folder: homedir(), env: {}, timeoutMs: versionMs },
        signal,
      );
      if (signal?.aborted) throw new PlatformError({ code: 'cancelled', message: t('Cancelled.') });
      return code === 0 && [...stdout, ...stderr].some((line) => line.startsWith('Python '));
    } catch (error) {
      if (isCancelled(error)) throw error;
      return false;
    }
  }

  dispose(): void {
    this.#owned.dispose();
  }
}

const isHere = ({ uri }: vscode.WorkspaceFolder): boolean => uri.scheme === 'file';

function openFolders(): OpenFolder[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.filter(isHere).map(({ name, uri }) => ({ name, path: uri.fsPath }));
}

async function pickFolder(folders: readonly OpenFolder[]): Promise<OpenFolder | undefined> {
  const items = folders.map((folder) => ({ folder, label: folder.name, description: folder.path }));
  const title = t('Write the Python file into which folder?');
  return (await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true }))?.folder;
}

async function saveEditor(path: string): Promise<void> {
  const uri = vscode.Uri.file(path).toString();
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri);
  if (!open?.isDirty) return;
  // Right after a key was pressed the editor may refuse once.
  if ((await open.save()) || (await open.save())) return;
  throw new PlatformError({
    code: 'conflict',
    message: t`${path} has changes that could not be saved.`,
    hint: t('Save it in the editor, then try again.'),
  });
}

/** Folders that are somewhere else, as in a browser or on a host that Slipway does not run on. */
function checkLocal(): void {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0 || folders.some(isHere)) return;
  throw new PlatformError({
    code: 'unsupported',
    message: t('The open folder is not on the machine that Slipway runs on.'),
    hint: t('Open a folder of this machine to write and run Python files.'),
  });
}

function checkUsable(): void {
  checkLocal();
  if (vscode.workspace.isTrusted) return;
  throw new PlatformError({
    code: 'unsupported',
    message: t('This folder is not trusted, so Slipway writes no files into it and runs no programs for it.'),
    hint: t('Trust it, then try again. Everything else works without that.'),
    remedy: 'manage-trust',
  });
}
