import { t } from '@vscode/l10n';
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

/** What Slipway can do about it itself, and what is there for every failure. */
export type FailureAction = Remedy | 'update-key' | 'try-again' | 'refresh' | 'show-log';

/** What the button says. */
export function actionLabel(action: FailureAction): string {
  const labels: Record<FailureAction, string> = {
    'install-python-client': t('Install in a Terminal'),
    'choose-python': t('Choose Python…'),
    'issue-credential': t('Create One…'),
    'manage-trust': t('Manage Trust…'),
    'update-key': t('Update Key'),
    'try-again': t('Try Again'),
    refresh: t('Refresh'),
    'show-log': t('Show Log'),
  };
  return labels[action];
}

/** What a person can do about it; the first is the likeliest to help. */
export function actionsFor({ code, platform, remedy }: ErrorData, canRetry: boolean): FailureAction[] {
  if (remedy) return [remedy, ...(canRetry ? (['try-again'] as const) : []), 'show-log'];
  if (platform && (code === 'unauthorized' || code === 'forbidden')) return ['update-key', 'show-log'];
  if (code === 'not-found' || code === 'outcome-unknown') return ['refresh', 'show-log'];
  if (canRetry && retryable.includes(code)) return ['try-again', 'show-log'];
  return ['show-log'];
}
