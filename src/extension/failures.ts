import * as vscode from 'vscode';
import type { ErrorCode, ErrorData } from '../connectors/errors.ts';
import { isCancelled, PlatformError } from '../connectors/errors.ts';
import type { CommandId } from './ids.ts';
import type { ExtensionLog } from './log.ts';

const retryable: ErrorCode[] = [
  'network',
  'timeout',
  'unavailable',
  'rate-limited',
  'no-capacity',
  'conflict',
  'broken-stream',
];

export type FailureAction = 'Update Key' | 'Try Again' | 'Refresh' | 'Show Log';

/** What a person can do about it; the first is the likeliest to help. */
export function actionsFor({ code, platform }: ErrorData, canRetry: boolean): FailureAction[] {
  if (platform && (code === 'unauthorized' || code === 'forbidden')) return ['Update Key', 'Show Log'];
  if (code === 'not-found' || code === 'outcome-unknown') return ['Refresh', 'Show Log'];
  if (canRetry && retryable.includes(code)) return ['Try Again', 'Show Log'];
  return ['Show Log'];
}

/** The one place that tells a person that an action failed. What was cancelled is not mentioned. */
export class Failures {
  readonly #log: ExtensionLog;

  constructor(log: ExtensionLog) {
    this.#log = log;
  }

  report(error: unknown, retry?: () => unknown): void {
    if (isCancelled(error)) return;
    const { data } = PlatformError.from(error);
    const facts = [data.code, data.status, data.platformCode, data.platformMessage, data.requestId];
    this.#log.error([data.message, ...facts.filter((fact) => fact !== undefined)].join(' | '));
    if (!(error instanceof PlatformError) && error instanceof Error && error.stack)
      this.#log.debug(error.stack);
    const said = [data.message, data.hint].filter(Boolean).join(' ');
    // Not awaited: whoever waits for the command must not wait for the message to be dismissed.
    void vscode.window.showErrorMessage(said, ...actionsFor(data, retry !== undefined)).then((chosen) => {
      const run = (id: CommandId, ...rest: unknown[]) => vscode.commands.executeCommand(id, ...rest);
      if (chosen === 'Update Key') void run('slipway.connect', data.platform);
      else if (chosen === 'Refresh') void run('slipway.refresh');
      else if (chosen === 'Try Again') retry?.();
      else if (chosen === 'Show Log') this.#log.show();
    });
  }
}
