import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { inNote } from './plainText.ts';

/** Asks where to write a text, and writes it. False: the person thought otherwise. */
export async function saveAs(name: string, text: string): Promise<{ saved: boolean }> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const uri = await vscode.window.showSaveDialog({
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}),
    title: t('Save Metrics'),
    filters: name.endsWith('.json') ? { JSON: ['json'] } : { CSV: ['csv'] },
  });
  if (!uri) return { saved: false };
  try {
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    return { saved: true };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(inNote(t`The file could not be written: ${why}`));
    return { saved: false };
  }
}

export async function openSetting(setting: string): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', `@id:${setting}`);
}
