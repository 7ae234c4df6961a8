import { config } from '@vscode/l10n';
import * as vscode from 'vscode';
import { setLocale } from '../connectors/locale.ts';

/**
 * The messages of the editor's language, where there are some. Tables hold messages, too, so this is there before
 * anything else of the extension is read.
 */
const { bundle } = vscode.l10n;
if (bundle) {
  config({ contents: bundle });
  setLocale(vscode.env.language);
}
