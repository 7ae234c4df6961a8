import type { ErrorCode, ErrorData } from '../connectors/errors.ts';

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
