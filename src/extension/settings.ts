import * as vscode from 'vscode';
import { settings, type SettingId, type SettingValue } from './ids.ts';

/** A setting as it is now. A value of the wrong type, typed into settings.json, counts as not set. */
export function setting<K extends SettingId>(id: K): SettingValue<K> {
  const value = vscode.workspace.getConfiguration().get<unknown>(id);
  const fallback = settings[id];
  return (typeof value === typeof fallback ? value : fallback) as SettingValue<K>;
}

/** An application-wide setting: what a workspace says about it does not count, whatever the editor merges. */
export function userSetting<K extends SettingId>(id: K): SettingValue<K> {
  const value = vscode.workspace.getConfiguration().inspect<unknown>(id)?.globalValue;
  const fallback = settings[id];
  return (typeof value === typeof fallback ? value : fallback) as SettingValue<K>;
}

export const onSetting = (prefix: string, run: () => void): vscode.Disposable =>
  vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(prefix)) run();
  });
