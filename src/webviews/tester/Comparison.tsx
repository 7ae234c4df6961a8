import { t } from '@vscode/l10n';
import { count, decimal, duration } from '../shared/format.ts';
import type { DeploymentView } from '../protocol.ts';
import { Facts } from '../ui/Callout.tsx';
import { Ring } from '../ui/marks.tsx';
import type { FetchFile } from './OutputParts.tsx';
import { Response } from './Response.tsx';
import { tokensPerSecond, type Result } from './result.ts';
import type { Column } from './useCompare.ts';

interface ComparisonProps {
  columns: readonly Column[];
  running: boolean;
  cancel: () => void;
  deployment: DeploymentView;
  fetchFile: FetchFile;
}

/** The answers of several adapters to one request, side by side. */
export function Comparison({ columns, running, cancel, deployment, fetchFile }: ComparisonProps) {
  return (
    <section class="answer stack" aria-label={t('Comparison')}>
      <p class="sr-only" role="status">
        {inWords(columns, running)}
      </p>
      {columns.length === 0 ? (
        <p class="empty">{t('The answers appear here side by side, each with its timing and its tokens.')}</p>
      ) : (
        <div class="comparison">
          {columns.map(({ name, pick, result, skipped }) => (
            <article key={`${pick.source} ${pick.id}`} class="compared" aria-label={name}>
              <h2 class="row">
                {name}
                {result?.outcome === 'running' ? <Ring /> : null}
              </h2>
              {result === undefined ? (
                <p class="quiet">
                  {skipped ? t('Not sent: the comparison was cancelled.') : t('Its turn comes next.')}
                </p>
              ) : (
                <>
                  <Numbers result={result} />
                  <Response {...{ result, deployment, cancel, fetchFile }} />
                </>
              )}
            </article>
          ))}
        </div>
      )}
    </section>
  );
}

function Numbers({ result }: { result: Result }) {
  const { outcome, endMs, firstTokenMs, usage, estimated, request, unsent } = result;
  const pending = outcome === 'running' ? '…' : unsent ? t('nothing was sent') : undefined;
  const speed = tokensPerSecond(result);
  const time = (ms: number | undefined, unknown: string): string =>
    ms === undefined ? (pending ?? unknown) : duration(ms);
  const tokens = (value: number | undefined): string =>
    value === undefined ? (pending ?? t('not reported')) : `${estimated ? '≈ ' : ''}${count(value)}`;
  return (
    <Facts
      facts={[
        [t('Latency'), time(endMs, t('not measured'))],
        [
          t('First token'),
          time(firstTokenMs, request.stream ? t('none came') : t('unknown without streaming')),
        ],
        [t('Tokens in'), tokens(usage?.input)],
        [t('Tokens out'), tokens(usage?.output)],
        ...(speed === undefined ? [] : [[t('Speed'), t`${decimal(speed)} tok/s`] as const]),
      ]}
    />
  );
}

function inWords(columns: readonly Column[], running: boolean): string {
  const at = columns.findIndex(({ result }) => result?.outcome === 'running');
  if (running && at !== -1)
    return t`Asking ${columns[at]?.name ?? ''}, ${String(at + 1)} of ${String(columns.length)}.`;
  return running || columns.length === 0 ? '' : t('The comparison has ended.');
}
