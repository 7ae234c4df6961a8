import * as vscode from 'vscode';
import type { ContextKeys } from './ids.ts';

/** Sets a key only when it changes: each setting makes the editor evaluate every menu. */
export class ContextFlags {
  readonly #values = new Map<keyof ContextKeys, boolean>();

  set(key: keyof ContextKeys, value: boolean): void {
    if (this.#values.get(key) === value) return;
    this.#values.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }

  /** Keys are the editor's: those of an application that is gone would stay. */
  dispose(): void {
    for (const key of this.#values.keys()) this.set(key, false);
  }
}
