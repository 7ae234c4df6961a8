import { t } from '@vscode/l10n';
import { useState } from 'preact/hooks';
import { duration, plural } from '../shared/format.ts';
import type { DeploymentView } from '../protocol.ts';
import { useThrottled } from '../ui/hooks.ts';
import { Code, json } from '../ui/Code.tsx';
import { Tabs } from '../ui/layout.tsx';
import type { FetchFile } from './OutputParts.tsx';
import { Response } from './Response.tsx';
import type { Result } from './result.ts';
import { Stats } from './Stats.tsx';

type TabId = 'response' | 'raw' | 'request';

interface AnswerProps {
  result: Result | undefined;
  deployment: DeploymentView;
  retry: (() => void) | undefined;
  cancel: () => void;
  fetchFile: FetchFile;
}

export function Answer({ result, deployment, retry, cancel, fetchFile }: AnswerProps) {
  const [tab, setTab] = useState<TabId>('response');
  const spoken = useThrottled(result === undefined ? '' : inWords(result), 4000);
  return (
    <section class="answer stack" aria-label={t('Answer')}>
      <p class="sr-only" role="status">
        {spoken}
      </p>
      {result === undefined ? (
        <p class="empty">{t('The answer appears here, with its timing, its tokens and its cost.')}</p>
      ) : (
        <>
          <Stats result={result} deployment={deployment} />
          <Tabs<TabId>
            label={t('Answer')}
            selected={tab}
            onSelect={setTab}
            tabs={[
              { id: 'response', label: t('Response') },
              { id: 'raw', label: t('Raw JSON') },
              { id: 'request', label: t('Request') },
            ]}
          >
            {tab === 'response' ? <Response {...{ result, deployment, retry, cancel, fetchFile }} /> : null}
            {tab === 'raw' ? <Raw result={result} /> : null}
            {tab === 'request' ? <Sent result={result} /> : null}
          </Tabs>
        </>
      )}
    </section>
  );
}

function Raw({ result }: { result: Result }) {
  if (result.response !== undefined) return <Code text={json(result.response)} label={t('Raw response')} />;
  const why =
    result.outcome === 'running'
      ? t('It shows here once the answer has ended.')
      : t('There was no response to keep.');
  return <p class="empty">{why}</p>;
}

function Sent({ result }: { result: Result }) {
  if (result.sent === undefined) return <Code text={json(result.request)} label={t('Request as written')} />;
  return (
    <div class="stack">
      <p class="mono">
        {result.sent.method} {result.sent.url}
      </p>
      {result.sent.body === undefined ? null : (
        <Code text={json(result.sent.body)} label={t('Request body as sent')} />
      )}
    </div>
  );
}

/** For screen readers: where it is, not every token. */
function inWords({ outcome, text, reasoning, output = [], error, endMs, waiting }: Result): string {
  if (outcome === 'error') return error?.message ?? t('It failed.');
  if (outcome === 'cancelled') return t('Cancelled.');
  if (outcome === 'ok')
    return t`The answer is complete${endMs === undefined ? '' : t` after ${duration(endMs)}`}: ${text || plural(output.length, 'part')}`;
  if (waiting !== undefined) return waiting;
  if (text !== '') return t`The answer is coming: ${plural(text.split(/\s+/).length, 'word')} so far.`;
  return reasoning === '' ? t('Sent. Waiting for the answer.') : t('The model is reasoning.');
}
