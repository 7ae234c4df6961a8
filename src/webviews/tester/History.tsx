import { t } from '@vscode/l10n';
import { duration } from '../shared/format.ts';
import type { TestRun } from '../protocol.ts';
import { Icon } from '../ui/marks.tsx';
import { Ago } from '../ui/time.tsx';
import { summaryOf } from './summary.ts';

interface HistoryProps {
  runs: readonly TestRun[];
  shownId: string | undefined;
  disabled: boolean;
  onShow: (run: TestRun) => void;
  onUse: (run: TestRun) => void;
  onClear: () => void;
}

const marks = {
  ok: { icon: 'pass', word: t('Succeeded'), tone: 'good' },
  error: { icon: 'error', word: t('Failed'), tone: 'bad' },
  cancelled: { icon: 'circle-slash', word: t('Cancelled'), tone: 'quiet' },
};

export function History({ runs, shownId, disabled, onShow, onUse, onClear }: HistoryProps) {
  return (
    <section class="history stack-small" aria-label={t('History')}>
      <div class="row spread">
        <h2>{t('Last tests')}</h2>
        {runs.length === 0 ? null : (
          <button type="button" class="text-button small" onClick={onClear} disabled={disabled}>
            {t('Clear')}
          </button>
        )}
      </div>
      {runs.length === 0 ? <p class="quiet">{t('None yet. The last ten are kept here.')}</p> : null}
      <ul>
        {runs.map((run) => {
          const mark = marks[run.sample.outcome];
          return (
            <li key={run.id} class={run.id === shownId ? 'run shown' : 'run'}>
              <button
                type="button"
                class="run-main"
                disabled={disabled}
                aria-current={run.id === shownId}
                onClick={() => onShow(run)}
              >
                <Icon name={mark.icon} class={`tone-${mark.tone}`} />
                <span class="run-words">
                  <span class="run-prompt">{summaryOf(run.request)}</span>
                  <span class="quiet small">
                    {run.request.adapter === undefined ? null : (
                      <>
                        <span class="run-adapter">{run.request.adapter}</span> ·{' '}
                      </>
                    )}
                    {mark.word} · {run.unsent ? t('nothing was sent') : duration(run.sample.endMs)} ·{' '}
                    <Ago at={run.sample.sentAt} />
                  </span>
                </span>
              </button>
              <button type="button" class="text-button small run-use" onClick={() => onUse(run)}>
                {t('Use again')}
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
