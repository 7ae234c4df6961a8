import { useState } from 'preact/hooks';
import { duration, plural } from '../format.ts';
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
    <section class="answer stack" aria-label="Answer">
      <p class="sr-only" role="status">
        {spoken}
      </p>
      {result === undefined ? (
        <p class="empty">The answer appears here, with its timing, its tokens and its cost.</p>
      ) : (
        <>
          <Stats result={result} deployment={deployment} />
          <Tabs<TabId>
            label="Answer"
            selected={tab}
            onSelect={setTab}
            tabs={[
              { id: 'response', label: 'Response' },
              { id: 'raw', label: 'Raw JSON' },
              { id: 'request', label: 'Request' },
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
  if (result.response !== undefined) return <Code text={json(result.response)} label="Raw response" />;
  const why =
    result.outcome === 'running'
      ? 'It shows here once the answer has ended.'
      : 'There was no response to keep.';
  return <p class="empty">{why}</p>;
}

function Sent({ result }: { result: Result }) {
  if (result.sent === undefined) return <Code text={json(result.request)} label="Request as written" />;
  return (
    <div class="stack">
      <p class="mono">
        {result.sent.method} {result.sent.url}
      </p>
      {result.sent.body === undefined ? null : (
        <Code text={json(result.sent.body)} label="Request body as sent" />
      )}
    </div>
  );
}

/** For screen readers: where it is, not every token. */
function inWords({ outcome, text, reasoning, output = [], error, endMs, waiting }: Result): string {
  if (outcome === 'error') return error?.message ?? 'It failed.';
  if (outcome === 'cancelled') return 'Cancelled.';
  if (outcome === 'ok')
    return `The answer is complete${endMs === undefined ? '' : ` after ${duration(endMs)}`}: ${text || plural(output.length, 'part')}`;
  if (waiting !== undefined) return waiting;
  if (text !== '') return `The answer is coming: ${plural(text.split(/\s+/).length, 'word')} so far.`;
  return reasoning === '' ? 'Sent. Waiting for the answer.' : 'The model is reasoning.';
}
