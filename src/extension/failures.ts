import * as vscode from 'vscode';
import type { PlatformId } from '../connectors/domain.ts';
import { isCancelled, PlatformError, type Remedy } from '../connectors/errors.ts';
import { actionLabel, actionsFor } from './failureActions.ts';
import type { CommandId } from './ids.ts';
import type { ExtensionLog } from './log.ts';
import { inNote } from './plainText.ts';

/** The one place that tells a person that an action failed. What was cancelled is not mentioned. */
export class Failures {
  readonly #log: ExtensionLog;
  readonly #remedy: (remedy: Remedy, platform: PlatformId | undefined) => Promise<void>;
  #disposed = false;

  constructor(
    log: ExtensionLog,
    remedy: (remedy: Remedy, platform: PlatformId | undefined) => Promise<void>,
  ) {
    this.#log = log;
    this.#remedy = remedy;
  }

  report(error: unknown, retry?: () => unknown): void {
    // What is cut off by the end of the application is nobody's failure.
    if (this.#disposed || isCancelled(error)) return;
    const { data } = PlatformError.from(error);
    const facts = [data.code, data.status, data.platformCode, data.platformMessage, data.requestId];
    this.#log.error([data.message, ...facts.filter((fact) => fact !== undefined)].join(' | '));
    if (!(error instanceof PlatformError) && error instanceof Error && error.stack)
      this.#log.debug(error.stack);
    const said = inNote([data.message, data.hint].filter(Boolean).join(' '));
    // Not awaited: whoever waits for the command must not wait for the message to be dismissed.
    const actions = actionsFor(data, retry !== undefined).map(
      (action) => [actionLabel(action), action] as const,
    );
    void vscode.window.showErrorMessage(said, ...actions.map(([label]) => label)).then((chosen) => {
      const run = (id: CommandId, ...rest: unknown[]) => vscode.commands.executeCommand(id, ...rest);
      const action = actions.find(([label]) => label === chosen)?.[1];
      if (action === 'update-key') void run('slipway.connect', data.platform);
      else if (action === 'refresh') void run('slipway.refresh');
      else if (action === 'try-again') retry?.();
      else if (action === 'show-log') this.#log.show();
      else if (action) this.#remedy(action, data.platform).catch((failed: unknown) => this.report(failed));
    });
  }

  dispose(): void {
    this.#disposed = true;
  }
}
