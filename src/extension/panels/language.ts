import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { PageOptions } from './html.ts';

/** The messages of the panels in the editor's language; undefined where the extension speaks English. */
export async function panelLanguage(extension: string): Promise<PageOptions['language']> {
  const id = vscode.env.language;
  if (!vscode.l10n.bundle) return undefined;
  try {
    return { id, messages: await readFile(join(extension, 'l10n', `webviews.${id}.json`), 'utf8') };
  } catch {
    return undefined;
  }
}
