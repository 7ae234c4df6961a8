import * as vscode from 'vscode';
import type { Row } from './rows.ts';

/** A row as the editor takes it. */
export function treeItem(id: string, row: Row): vscode.TreeItem {
  const { label, description, icon, contextValue, accessibility, collapsible, command } = row;
  const item = new vscode.TreeItem(label, collapsibleState[collapsible]);
  item.id = id;
  item.contextValue = contextValue;
  item.accessibilityInformation = { label: accessibility };
  if (description !== undefined) item.description = description;
  if (icon)
    item.iconPath = new vscode.ThemeIcon(icon.id, icon.color ? new vscode.ThemeColor(icon.color) : undefined);
  if (command)
    item.command = {
      command: command.id,
      title: command.title,
      ...(command.argument !== undefined && { arguments: [command.argument] }),
    };
  return item;
}

const collapsibleState = {
  none: vscode.TreeItemCollapsibleState.None,
  expanded: vscode.TreeItemCollapsibleState.Expanded,
  collapsed: vscode.TreeItemCollapsibleState.Collapsed,
} as const;
