import * as vscode from 'vscode';
import type { Log } from '../connectors/connector.ts';
import type { Redact } from '../connectors/redact.ts';
import { logged } from './logs/logText.ts';

/** The channel "Slipway". Connectors redact what they know; this catches what only looks like a key. */
export class ExtensionLog implements Log {
  #made: vscode.LogOutputChannel | undefined;
  readonly #redact: Redact;

  constructor(redact: Redact) {
    this.#redact = redact;
  }

  /** Made with the first word: the editor begins a file for it. */
  get #channel(): vscode.LogOutputChannel {
    return (this.#made ??= vscode.window.createOutputChannel('Slipway', { log: true }));
  }

  debug(message: string): void {
    this.#channel.debug(this.#clean(message));
  }
  info(message: string): void {
    this.#channel.info(this.#clean(message));
  }
  warn(message: string): void {
    this.#channel.warn(this.#clean(message));
  }
  error(message: string): void {
    this.#channel.error(this.#clean(message));
  }

  #clean(message: string): string {
    return logged(this.#redact(message));
  }

  show(): void {
    this.#channel.show();
  }
  dispose(): void {
    this.#made?.dispose();
  }
}
