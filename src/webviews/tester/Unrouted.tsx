import { t } from '@vscode/l10n';
import type { DeploymentView } from '../protocol.ts';
import { Button } from '../ui/Button.tsx';
import { Callout } from '../ui/Callout.tsx';
import { useCommon } from '../ui/common.tsx';

/** It runs and is paid for, but no request to its endpoint reaches it. */
export function Unrouted({ deployment }: { deployment: DeploymentView }) {
  const { routable, group } = deployment;
  if (routable === undefined) return null;
  return (
    <div class="not-ready">
      <Callout
        level="info"
        title={t('It receives no traffic.')}
        actions={routable === true ? <SendTraffic deployment={deployment} /> : undefined}
      >
        <p>
          {routable === true
            ? t`Requests to ${group ?? t('its endpoint')} do not reach it. A test may be answered all the same.`
            : routable.no}
        </p>
      </Callout>
    </div>
  );
}

export function SendTraffic({ deployment: { key, busy, routable } }: { deployment: DeploymentView }) {
  const { action } = useCommon();
  if (routable !== true) return null;
  return (
    <Button icon="git-merge" disabled={busy !== undefined} onClick={() => action(key, 'route')}>
      {t('Send traffic to it…')}
    </Button>
  );
}
