import { t } from '@vscode/l10n';
import { locale } from '../../connectors/locale.ts';
import { count } from '../shared/format.ts';
import type { HistorySize, MetricsState } from '../protocol.ts';
import { Tip } from '../ui/Tip.tsx';
import type { MetricsHost } from './windows.ts';

interface HistoryLineProps {
  host: MetricsHost;
  history: HistorySize | undefined;
  definitions: MetricsState['definitions'];
}

/** What is kept of the past, and where that is set. */
export function HistoryLine({ host, history, definitions }: HistoryLineProps) {
  if (history === undefined) return null;
  const { bytes, maxBytes, oldest, days } = history;
  const definition = definitions.history.definition;
  const open = (setting: 'slipway.history.maxSizeMB' | 'slipway.history.retentionDays', label: string) => (
    <button
      type="button"
      class="text-button"
      aria-label={label}
      onClick={() => void host.rpc.call('openSetting', { setting }).catch(() => undefined)}
    >
      {t('Change')}
    </button>
  );
  return (
    <p class="history-line quiet small">
      <span>
        {t('History:')} {megabytes(bytes)} {t('of')} {megabytes(maxBytes)}{' '}
        {open('slipway.history.maxSizeMB', t('Change the limit of the history'))}
      </span>
      <span>
        {oldest === undefined ? t('nothing kept yet') : t`back to ${date(oldest)}`}
        {t('; single requests are kept')} {count(days)} {t('days')}{' '}
        {open('slipway.history.retentionDays', t('Change how many days are kept'))}
        <Tip title={t('History')} definition={definition} />
      </span>
    </p>
  );
}

const megabytes = (bytes: number): string => {
  const mb = bytes / 1024 / 1024;
  return `${mb.toLocaleString(locale(), { maximumFractionDigits: mb < 10 ? 1 : 0 })} MB`;
};
const date = (at: number): string => new Date(at).toLocaleDateString(locale(), { dateStyle: 'medium' });
