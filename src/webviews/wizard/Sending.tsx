import { t } from '@vscode/l10n';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ErrorData } from '../protocol.ts';
import { Callout, ErrorCallout } from '../ui/Callout.tsx';
import { LongProgress, ProgressList } from './ProgressParts.tsx';
import type { useSend } from './useSend.ts';

/** How the sending goes, right above the button that was pressed: in sight however far the review is scrolled. */
export function Sending({ sending }: { sending: ReturnType<typeof useSend> }) {
  const { running, since, progress, error, long, cancel, cancelling } = sending;
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const frame = ref.current;
    if (frame !== null) frame.scrollTop = running && !long ? frame.scrollHeight : 0;
    if (error !== undefined && !running) frame?.focus();
  }, [running, long, progress, error]);
  if (!running && error === undefined) return null;
  return (
    <div class="sending" ref={ref} tabIndex={-1} role="group" aria-label={t('What became of it')}>
      {since === undefined ? null : long ? (
        <LongProgress {...{ progress, since, cancel, cancelling }} />
      ) : (
        <ProgressList progress={progress} running />
      )}
      {running || error === undefined ? null : error.code === 'cancelled' ? (
        <Cancelled error={error} />
      ) : (
        <ErrorCallout error={error}>
          <p>{t('What you entered is kept. Change it, or send it again.')}</p>
        </ErrorCallout>
      )}
    </div>
  );
}

/** No failure: a person wanted it so. What came of it on the way is the platform’s connector to say. */
function Cancelled({ error: { message, hint } }: { error: ErrorData }) {
  const told = message === t('Cancelled.') ? t('Cancelled. Nothing was deployed.') : message;
  return (
    <Callout level="info" title={told}>
      <p>{hint ?? t('What you entered is kept.')}</p>
    </Callout>
  );
}
