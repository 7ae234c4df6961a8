import './language.ts';
import type * as vscode from 'vscode';
import type { SlipwayApi } from './api.ts';
import type { TestedApi } from './activation.ts';

/** What the editor calls first: the language, then all else, so that nothing is read before its words are there. */
export async function activate(context: vscode.ExtensionContext): Promise<SlipwayApi | TestedApi> {
  const { start } = await import('./activation.ts');
  return start(context);
}
