import { useLayoutEffect, useRef } from 'preact/hooks';
import { ErrorCallout } from '../ui/Callout.tsx';
import { ProgressList } from './Outcome.tsx';
import type { useSend } from './useSend.ts';

/** How the sending goes, right above the button that was pressed: in sight however far the review is scrolled. */
export function Sending({ sending: { running, steps, error } }: { sending: ReturnType<typeof useSend> }) {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const frame = ref.current;
    if (frame !== null) frame.scrollTop = running ? frame.scrollHeight : 0;
    if (error !== undefined && !running) frame?.focus();
  }, [running, steps, error]);
  if (!running && error === undefined) return null;
  return (
    <div class="sending" ref={ref} tabIndex={-1} role="group" aria-label="What became of it">
      {running ? <ProgressList steps={steps.length > 0 ? steps : ['Sending…']} running /> : null}
      {running || error === undefined ? null : (
        <ErrorCallout error={error}>
          <p>What you entered is kept. Change it, or send it again.</p>
        </ErrorCallout>
      )}
    </div>
  );
}
