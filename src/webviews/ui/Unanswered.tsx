import { t } from '@vscode/l10n';
import { useEffect, useState } from 'preact/hooks';
import type { Pulse } from '../pulse.ts';
import { Callout } from './Callout.tsx';
import { Icon } from './marks.tsx';

/** Said by the editor's window, which goes on without its extension host and runs this for the page. */
const reload = 'command:workbench.action.reloadWindow';

/** Over the panel while nobody answers it. */
export function Unanswered({ pulse }: { pulse: Pulse }) {
  const [answers, setAnswers] = useState(pulse.answers);
  useEffect(() => {
    setAnswers(pulse.answers);
    return pulse.onChange(setAnswers);
  }, [pulse]);
  return (
    // Always there: what comes into a live region is spoken, a region that comes is not everywhere.
    <div class={answers ? undefined : 'unanswered'} aria-live="polite">
      {answers ? null : <Bar />}
    </div>
  );
}

function Bar() {
  return (
    <Callout
      level="warning"
      title={t('Slipway does not answer')}
      actions={
        <a class="plain-button" href={reload}>
          <Icon name="refresh" /> {t('Reload the window')}
        </a>
      }
    >
      <p>
        {t(
          'The part of the editor that runs extensions (its extension host) was ended or is busy. What you see may be old, and buttons do nothing. If this stays, reload the window: this panel comes back with it.',
        )}
      </p>
    </Callout>
  );
}
