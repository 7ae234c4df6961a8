import type { DeploymentView } from '../protocol.ts';
import { Button } from './Button.tsx';
import { Callout, ErrorCallout } from './Callout.tsx';
import { useCommon } from './common.tsx';

/** A delete that takes its time, or that came to nothing. */
export function Deletion({ deployment: { key, busy, notDeleted } }: { deployment: DeploymentView }) {
  const { action } = useCommon();
  if (busy?.cancellable === true) {
    return (
      <Callout
        level="info"
        title="It is being deleted."
        actions={<Button onClick={() => action(key, 'cancelDelete')}>Cancel the deletion</Button>}
      >
        <p>{busy.step}</p>
      </Callout>
    );
  }
  if (notDeleted === undefined || busy !== undefined) return null;
  return (
    <ErrorCallout error={notDeleted} retry={() => action(key, 'remove')} retryLabel="Delete it again…" />
  );
}
