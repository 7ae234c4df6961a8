import * as vscode from 'vscode';
import type { Log } from '../connectors/connector.ts';
import type { Redact } from '../connectors/redact.ts';
import { logged } from './logs/logText.ts';

/** The channel "Slipway". Connectors redact what they know; this catches what only looks like a key. */
export class ExtensionLog implements Log {
  readonly #redact: Redact;
  #channel: vscode.LogOutputChannel | undefined;
  #disposed = false;

  constructor(redact: Redact) {
    this.#redact = redact;
  }

  debug(message: string): void {
    this.#open()?.debug(this.#clean(message));
  }
  info(message: string): void {
    this.#open()?.info(this.#clean(message));
  }
  warn(message: string): void {
    this.#open()?.warn(this.#clean(message));
  }
  error(message: string): void {
    this.#open()?.error(this.#clean(message));
  }

  /** With the first word: the editor begins a file for it. What ends late, after the end, has nobody to tell. */
  #open(): vscode.LogOutputChannel | undefined {
    if (this.#disposed) return undefined;
    return (this.#channel ??= vscode.window.createOutputChannel('Slipway', { log: true }));
  }

  #clean(message: string): string {
    return logged(this.#redact(message));
  }

  show(): void {
    this.#open()?.show();
  }
  dispose(): void {
    this.#disposed = true;
    this.#channel?.dispose();
  }
}
