import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { WorkFile } from '../../connectors/connector.ts';
import type { Choice, Dialogs } from '../dialogs.ts';
import { Disposables } from '../disposables.ts';
import type { Replacement } from './workFiles.ts';

const scheme = 'slipway-generated';

export const replaceIt = t('Replace It');
export const showDifference = t('Show Difference');
export const useMine = t('Use Mine');

/** Asks what to do about a generated file that the person has changed, and shows both beside each other. */
export class ReplaceQuestion {
  readonly #dialogs: Dialogs;
  readonly #owned = new Disposables();
  readonly #pages = new Map<string, string>();

  constructor(dialogs: Dialogs) {
    this.#dialogs = dialogs;
    this.#owned.add(
      vscode.workspace.registerTextDocumentContentProvider(scheme, {
        provideTextDocumentContent: (uri) => this.#pages.get(uri.path),
      }),
    );
  }

  async ask(file: WorkFile, text: string, signal: AbortSignal | undefined): Promise<Replacement | undefined> {
    const choice = question(file);
    const first = await either(this.#dialogs.choose(choice), signal);
    if (first !== showDifference) return replacement(first);
    const close = await this.#compare(file, text);
    try {
      const options = [replaceIt, useMine];
      return replacement(await either(this.#dialogs.choose({ ...choice, options, modal: false }), signal));
    } finally {
      await close();
    }
  }

  /** Returns what closes it. */
  async #compare({ path, shown }: WorkFile, text: string): Promise<() => Promise<void>> {
    const generated = vscode.Uri.from({ scheme, path: `/${shown}` });
    this.#pages.set(generated.path, text);
    const title = t`${shown}: yours ↔ generated`;
    await vscode.commands.executeCommand('vscode.diff', vscode.Uri.file(path), generated, title);
    return async () => {
      this.#pages.delete(generated.path);
      const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
      const shows = ({ input }: vscode.Tab) =>
        input instanceof vscode.TabInputTextDiff && input.modified.toString() === generated.toString();
      await vscode.window.tabGroups.close(tabs.filter(shows));
    };
  }

  dispose(): void {
    this.#owned.dispose();
  }
}

const question = ({ shown }: WorkFile): Choice => ({
  message: t`Replace ${shown}?`,
  detail:
    t('It differs from what your settings would generate, perhaps because you changed it. ') +
    t('“Use Mine” deploys the file as it is.'),
  options: [replaceIt, showDifference, useMine],
  modal: true,
});

const replacement = (answer: string | undefined): Replacement | undefined =>
  answer === replaceIt ? 'replace' : answer === useMine ? 'keep' : undefined;

/** A question that is not answered before it is called off has no answer. */
function either<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T | undefined> {
  if (!signal) return answer;
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve(undefined);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
