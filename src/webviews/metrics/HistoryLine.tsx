import { count } from '../format.ts';
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
  const definition = definitions['history']?.definition;
  const open = (setting: 'slipway.history.maxSizeMB' | 'slipway.history.retentionDays', label: string) => (
    <button
      type="button"
      class="text-button"
      aria-label={label}
      onClick={() => void host.rpc.call('openSetting', { setting }).catch(() => undefined)}
    >
      Change
    </button>
  );
  return (
    <p class="history-line quiet small">
      <span>
        History: {megabytes(bytes)} of {megabytes(maxBytes)}{' '}
        {open('slipway.history.maxSizeMB', 'Change the limit of the history')}
      </span>
      <span>
        {oldest === undefined ? 'nothing kept yet' : `back to ${date(oldest)}`}; single requests are kept{' '}
        {count(days)} days {open('slipway.history.retentionDays', 'Change how many days are kept')}
        {definition === undefined ? null : <Tip title="History" definition={definition} />}
      </span>
    </p>
  );
}

const megabytes = (bytes: number): string => {
  const mb = bytes / 1024 / 1024;
  return `${mb.toLocaleString('en-US', { maximumFractionDigits: mb < 10 ? 1 : 0 })} MB`;
};
const date = (at: number): string => new Date(at).toLocaleDateString('en-US', { dateStyle: 'medium' });
