import type { ErrorCode, ErrorData, Remedy } from '../connectors/errors.ts';

const retryable: ErrorCode[] = [
  'network',
  'timeout',
  'unavailable',
  'rate-limited',
  'no-capacity',
  'conflict',
  'broken-stream',
];

/** What Slipway can do about it itself. */
export const remedyActions = {
  'install-python-client': 'Install in a Terminal',
  'choose-python': 'Choose Python…',
  'issue-credential': 'Create One…',
  'manage-trust': 'Manage Trust…',
} as const satisfies Record<Remedy, string>;

export type FailureAction =
  'Update Key' | 'Try Again' | 'Refresh' | 'Show Log' | (typeof remedyActions)[Remedy];

/** What a person can do about it; the first is the likeliest to help. */
export function actionsFor({ code, platform, remedy }: ErrorData, canRetry: boolean): FailureAction[] {
  if (remedy) return [remedyActions[remedy], ...(canRetry ? (['Try Again'] as const) : []), 'Show Log'];
  if (platform && (code === 'unauthorized' || code === 'forbidden')) return ['Update Key', 'Show Log'];
  if (code === 'not-found' || code === 'outcome-unknown') return ['Refresh', 'Show Log'];
  if (canRetry && retryable.includes(code)) return ['Try Again', 'Show Log'];
  return ['Show Log'];
}
