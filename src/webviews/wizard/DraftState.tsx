import { t } from '@vscode/l10n';
import { useState } from 'preact/hooks';
import { Callout } from '../ui/Callout.tsx';
import { Ago } from '../ui/time.tsx';
import type { useSend } from './useSend.ts';

/** Whether what was typed is kept, and the way to be rid of it. */
export function DraftState({ sending }: { sending: ReturnType<typeof useSend> }) {
  const [asking, setAsking] = useState(false);
  const { saved, saveProblem, discard, running } = sending;
  if (saveProblem !== undefined) {
    return (
      <Callout level="warning" title={t('The draft could not be saved.')}>
        <p>
          {saveProblem.message} {saveProblem.hint}
        </p>
      </Callout>
    );
  }
  if (saved === undefined || running) return null;
  return (
    <p class="draft-state small quiet">
      {asking ? (
        <>
          {t('Discard this draft?')}
          <button type="button" class="text-button" onClick={discard}>
            {t('Discard it')}
          </button>
          <button type="button" class="text-button" onClick={() => setAsking(false)}>
            {t('Keep it')}
          </button>
        </>
      ) : (
        <>
          <span>
            {t('Draft saved')} <Ago at={saved.at} />
          </span>
          <button type="button" class="text-button" onClick={() => setAsking(true)}>
            {t('Discard…')}
          </button>
        </>
      )}
    </p>
  );
}
