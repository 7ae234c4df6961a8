import { t } from '@vscode/l10n';
import type { DeploymentView } from '../protocol.ts';
import { Button } from './Button.tsx';
import { Callout, ErrorCallout } from './Callout.tsx';
import { useCommon } from './common.tsx';

/** A delete that takes its time and can be called off: the panel says so in a place of its own. */
export const isDeleting = ({ busy }: DeploymentView): boolean =>
  busy?.action === 'remove' && busy.cancellable === true;

/** A delete that takes its time, or that came to nothing. */
export function Deletion({ deployment }: { deployment: DeploymentView }) {
  const { key, busy, notDeleted } = deployment;
  const { action } = useCommon();
  if (isDeleting(deployment)) {
    return (
      <Callout
        level="info"
        title={t('It is being deleted.')}
        actions={<Button onClick={() => action(key, 'cancelDelete')}>{t('Cancel the deletion')}</Button>}
      >
        <p>{busy?.step}</p>
      </Callout>
    );
  }
  if (notDeleted === undefined || busy !== undefined) return null;
  return (
    <ErrorCallout error={notDeleted} retry={() => action(key, 'remove')} retryLabel={t('Delete it again…')} />
  );
}
