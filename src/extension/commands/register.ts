import * as vscode from 'vscode';
import { Disposables } from '../disposables.ts';
import type { Failures } from '../failures.ts';
import type { Handlers } from '../ids.ts';

/** Registers every command; what one throws is reported once, with a way to try again. */
export function registerCommands(handlers: Handlers, failures: Failures): Disposables {
  const owned = new Disposables();
  for (const [id, handler] of Object.entries(handlers)) {
    const run = async (...args: unknown[]): Promise<unknown> => {
      try {
        return await (handler as (...given: unknown[]) => unknown)(...args);
      } catch (error) {
        failures.report(error, () => run(...args));
        return undefined;
      }
    };
    owned.add(vscode.commands.registerCommand(id, run));
  }
  return owned;
}
