import { t } from '@vscode/l10n';
import type { PlannedRequest } from '../protocol.ts';
import { Code, json } from '../ui/Code.tsx';
import { Disclosure } from '../ui/layout.tsx';
import { Icon } from '../ui/marks.tsx';

/** Exactly what goes out and what is run, in its order. */
export function Requests({ requests }: { requests: readonly PlannedRequest[] }) {
  const runs = requests.some(isProgram);
  return (
    <section>
      <h2>{runs ? t('What will be done') : t('What will be sent')}</h2>
      <ol class="requests">
        {requests.map((request, index) => (
          <li key={`${request.method} ${request.url} ${String(index)}`}>
            <p>{request.note}</p>
            {isProgram(request) ? (
              <Program request={request} step={index + 1} />
            ) : (
              <Call request={request} step={index + 1} />
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

const isProgram = ({ method }: PlannedRequest): boolean => method === 'RUN';

interface OneProps {
  request: PlannedRequest;
  step: number;
}

function Program({ request: { url: commandLine, note }, step }: OneProps) {
  return (
    <>
      <p class="quiet small run-head">
        <Icon name="terminal" class="inline-icon" /> {t('Runs on this machine')}
      </p>
      <Code wrap text={commandLine} label={t`Command line of step ${String(step)}: ${note}`} />
    </>
  );
}

function Call({ request: { method, url, body, note }, step }: OneProps) {
  const line = (
    <span class="mono request-line">
      {method} {url}
    </span>
  );
  if (body === undefined) return <p>{line}</p>;
  return (
    <Disclosure summary={line}>
      <Code text={json(body)} label={t`Body of request ${String(step)}: ${note}`} />
    </Disclosure>
  );
}
