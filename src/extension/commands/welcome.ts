import * as vscode from 'vscode';

/** The editor's own page for newcomers, at Slipway's part of it. */
export async function openWalkthrough(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', 'slipway.slipway#welcome', false);
}
