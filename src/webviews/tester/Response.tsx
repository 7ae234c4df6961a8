import { t } from '@vscode/l10n';
import { useState } from 'preact/hooks';
import { plural } from '../shared/format.ts';
import type { DeploymentView } from '../protocol.ts';
import { Callout, ErrorCallout } from '../ui/Callout.tsx';
import { Disclosure } from '../ui/layout.tsx';
import { Ago } from '../ui/time.tsx';
import { OutputParts, type FetchFile } from './OutputParts.tsx';
import type { Result } from './result.ts';
import { SendTraffic } from './Unrouted.tsx';
import { Waited, WaitingFor } from './Waits.tsx';

interface ResponseProps {
  result: Result;
  deployment: DeploymentView;
  retry?: (() => void) | undefined;
  cancel?: (() => void) | undefined;
  fetchFile: FetchFile;
}

/** What came, in the order in which a person reads it. */
export function Response({ result, deployment, retry, cancel, fetchFile }: ResponseProps) {
  const { request, outcome, text, reasoning, output = [], waiting, error, finishReason, sentAt } = result;
  const running = outcome === 'running';
  const empty = text === '' && reasoning === '' && output.length === 0;
  return (
    <div class="stack">
      {reasoning === '' ? null : (
        <Reasoning key={sentAt ?? 'live'} text={reasoning} thinking={running && text === ''} />
      )}
      {text === '' ? null : (
        <div
          class={running ? 'output streaming' : 'output'}
          tabIndex={0}
          role="region"
          aria-label={t('Text')}
        >
          {text}
        </div>
      )}
      {output.length === 0 ? null : <OutputParts parts={output} fetchFile={fetchFile} />}
      {running && (empty || waiting !== undefined) ? (
        <WaitingFor
          result={result}
          message={
            waiting ?? (request.stream ? t('Waiting for the first token…') : t('Waiting for the answer…'))
          }
          cancel={cancel}
        />
      ) : (
        <Waited waits={result.waits ?? []} />
      )}
      {outcome === 'ok' && empty ? (
        <p class="empty">{t('The model answered with nothing. The raw JSON shows what came.')}</p>
      ) : null}
      {outcome === 'cancelled' ? (
        <Callout level="info">
          <p>
            {t('Cancelled')}
            {empty ? '.' : t(': this is what had come by then.')}
          </p>
        </Callout>
      ) : null}
      {error === undefined ? null : (
        <ErrorCallout error={error} retry={retry} retryLabel={t('Send again')}>
          {error.code === 'not-routed' ? <SendTraffic deployment={deployment} /> : null}
        </ErrorCallout>
      )}
      {finishReason === 'length' ? (
        <Callout level="info">
          <p>{t('The answer was cut off at the token limit.')}</p>
        </Callout>
      ) : null}
      {sentAt === undefined ? null : (
        <p class="quiet small">
          {t('Sent')} <Ago at={sentAt} />
          {finishReason === undefined ? '' : t` · finish reason: ${finishReason}`}
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
    <Disclosure summary={t`Reasoning (${words})`} open={chosen ?? thinking} onToggle={setChosen}>
      <div class="output reasoning">{text}</div>
    </Disclosure>
  );
}
