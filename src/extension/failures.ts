import * as vscode from 'vscode';
import type { PlatformId } from '../connectors/domain.ts';
import { isCancelled, PlatformError, type Remedy } from '../connectors/errors.ts';
import { actionsFor, remedyActions } from './failureActions.ts';
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
    void vscode.window.showErrorMessage(said, ...actionsFor(data, retry !== undefined)).then((chosen) => {
      const run = (id: CommandId, ...rest: unknown[]) => vscode.commands.executeCommand(id, ...rest);
      if (chosen === 'Update Key') void run('slipway.connect', data.platform);
      else if (chosen === 'Refresh') void run('slipway.refresh');
      else if (chosen === 'Try Again') retry?.();
      else if (chosen === 'Show Log') this.#log.show();
      else if (data.remedy && chosen === remedyActions[data.remedy])
        this.#remedy(data.remedy, data.platform).catch((failed: unknown) => this.report(failed));
    });
  }

  dispose(): void {
    this.#disposed = true;
  }
}
