import { t } from '@vscode/l10n';
import type { DeploymentView, Standing } from '../protocol.ts';
import { Button } from '../ui/Button.tsx';
import { Callout } from '../ui/Callout.tsx';
import { useCommon } from '../ui/common.tsx';
import { isDeleting } from '../ui/Deletion.tsx';
import { Waiting } from '../ui/marks.tsx';

/** Why the deployment itself cannot be tested now. */
export const notAllowed = ({ allowed: { test } }: DeploymentView): string | undefined =>
  test === true ? undefined : test.no;

export function lost(standing: Standing): string {
  if (!('platformName' in standing)) return t('This deployment is not there any more.');
  return standing.state === 'refused'
    ? t('Update the key first.')
    : t`Connect ${standing.platformName} first.`;
}

export function NotReady({ deployment, reason }: { deployment: DeploymentView; reason: string }) {
  const { action } = useCommon();
  const { allowed, busy, key } = deployment;
  return (
    <div class="not-ready">
      <Callout
        level="warning"
        title={t('It cannot be tested now.')}
        actions={
          allowed.start === true && busy === undefined ? (
            <Button icon="play" onClick={() => action(key, 'start')}>
              {t('Start it…')}
            </Button>
          ) : undefined
        }
      >
        <p>{reason}</p>
        {busy === undefined || isDeleting(deployment) ? null : <Waiting>{busy.step}</Waiting>}
      </Callout>
    </div>
  );
}
