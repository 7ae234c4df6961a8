import { t } from '@vscode/l10n';
import type { FieldChoice } from '../protocol.ts';
import { RemedyButton } from '../ui/Callout.tsx';
import { Ring } from '../ui/marks.tsx';
import type { Resource } from '../ui/useResource.ts';
import { asSentence } from '../shared/words.ts';

interface ListStateProps {
  list: Resource<FieldChoice[]>;
  /** Any text is taken beside what is listed. */
  writes: boolean;
}

/** How it stands with what there is to choose from, right where it is chosen. */
export function ListState({ list: { value, error, loading, reload }, writes }: ListStateProps) {
  return (
    <div class="list-state small" role="status">
      {loading && value === undefined ? (
        <span class="waiting">
          <Ring /> {t('Reading the list…')}
        </span>
      ) : null}
      {error === undefined ? null : (
        <>
          <span class="blocked-reason">
            {t('The list could not be read.')} {asSentence(error.message)}{' '}
          </span>
          {writes ? t('You can write it yourself. ') : null}
          <button type="button" class="text-button" onClick={reload}>
            {t('Try again')}
          </button>
          <RemedyButton error={error} />
        </>
      )}
      {value?.length === 0 && error === undefined && !loading ? (
        <span>{writes ? t('There is none yet. You can write one.') : t('There is none yet.')}</span>
      ) : null}
    </div>
  );
}
