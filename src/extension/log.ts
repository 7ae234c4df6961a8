import * as vscode from 'vscode';
import type { Log } from '../connectors/connector.ts';
import type { Redact } from '../connectors/redact.ts';
import { logged } from './logs/logText.ts';

/** The channel "Slipway". Connectors redact what they know; this catches what only looks like a key. */
export class ExtensionLog implements Log {
  readonly #channel = vscode.window.createOutputChannel('Slipway', { log: true });
  readonly #redact: Redact;

  constructor(redact: Redact) {
    this.#redact = redact;
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
    this.#channel.dispose();
  }
}
