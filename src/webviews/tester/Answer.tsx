import { useState } from 'preact/hooks';
import { duration, plural } from '../format.ts';
import type { DeploymentView } from '../protocol.ts';
import { Callout, ErrorCallout } from '../ui/Callout.tsx';
import { useThrottled } from '../ui/hooks.ts';
import { Code, Disclosure, Tabs, json } from '../ui/layout.tsx';
import { Waiting } from '../ui/marks.tsx';
import { Ago } from '../ui/time.tsx';
import type { Result } from './result.ts';
import { Stats } from './Stats.tsx';
import { SendTraffic } from './Unrouted.tsx';

type TabId = 'response' | 'raw' | 'request';

interface AnswerProps {
  result: Result | undefined;
  deployment: DeploymentView;
  retry: (() => void) | undefined;
}

export function Answer({ result, deployment, retry }: AnswerProps) {
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
            {tab === 'response' ? <Response result={result} deployment={deployment} retry={retry} /> : null}
            {tab === 'raw' ? <Raw result={result} /> : null}
            {tab === 'request' ? <Sent result={result} /> : null}
          </Tabs>
        </>
      )}
    </section>
  );
}

function Response({ result, deployment, retry }: { result: Result } & Omit<AnswerProps, 'result'>) {
  const { request, outcome, text, reasoning, waiting, error, finishReason, sentAt } = result;
  const running = outcome === 'running';
  const empty = text === '' && reasoning === '';
  return (
    <div class="stack">
      {reasoning === '' ? null : (
        <Reasoning key={sentAt ?? 'live'} text={reasoning} thinking={running && text === ''} />
      )}
      {text === '' ? null : (
        <div class={running ? 'output streaming' : 'output'} tabIndex={0} role="region" aria-label="Text">
          {text}
        </div>
      )}
      {waiting === undefined ? null : <Waiting>{waiting}</Waiting>}
      {running && empty && waiting === undefined ? (
        <Waiting>{request.stream ? 'Waiting for the first token…' : 'Waiting for the answer…'}</Waiting>
      ) : null}
      {outcome === 'ok' && empty ? (
        <p class="empty">The model answered with no text. The raw JSON shows what came.</p>
      ) : null}
      {outcome === 'cancelled' ? (
        <Callout level="info">
          <p>Cancelled{empty ? '.' : ': this is what had come by then.'}</p>
        </Callout>
      ) : null}
      {error === undefined ? null : (
        <ErrorCallout error={error} retry={retry} retryLabel="Send again">
          {error.code === 'not-routed' ? <SendTraffic deployment={deployment} /> : null}
        </ErrorCallout>
      )}
      {finishReason === 'length' ? (
        <Callout level="info">
          <p>The answer was cut off at the token limit.</p>
        </Callout>
      ) : null}
      {sentAt === undefined ? null : (
        <p class="quiet small">
          Sent <Ago at={sentAt} />
          {finishReason === undefined ? '' : ` · finish reason: ${finishReason}`}
        </p>
      )}
    </div>
  );
}

/** Open while the model is still thinking, then out of the way, until a person decides otherwise. */
function Reasoning({ text, thinking }: { text: string; thinking: boolean }) {
  const [chosen, setChosen] = useState<boolean>();
  const words = plural(text.split(/\s+/).filter(Boolean).length, 'word');
  return (
    <Disclosure summary={`Reasoning (${words})`} open={chosen ?? thinking} onToggle={setChosen}>
      <div class="output reasoning">{text}</div>
    </Disclosure>
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
      <p class="mono">POST {result.sent.url}</p>
      <Code text={json(result.sent.body)} label="Request body as sent" />
    </div>
  );
}

/** For screen readers: where it is, not every token. */
function inWords({ outcome, text, reasoning, error, endMs, waiting }: Result): string {
  if (outcome === 'error') return error?.message ?? 'It failed.';
  if (outcome === 'cancelled') return 'Cancelled.';
  if (outcome === 'ok')
    return `The answer is complete${endMs === undefined ? '' : ` after ${duration(endMs)}`}: ${text}`;
  if (waiting !== undefined) return waiting;
  if (text !== '') return `The answer is coming: ${plural(text.split(/\s+/).length, 'word')} so far.`;
  return reasoning === '' ? 'Sent. Waiting for the answer.' : 'The model is reasoning.';
}
