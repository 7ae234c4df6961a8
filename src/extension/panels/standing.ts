import { t } from '@vscode/l10n';
import { platformIds, type PlatformId } from '../../connectors/domain.ts';
import { PlatformError } from '../../connectors/errors.ts';
import type { Standing } from '../../webviews/protocol.ts';
import type { DeploymentService } from '../deployments/service.ts';
import { isServerless } from '../deployments/serverless.ts';
import type { DeploymentKey } from '../deployments/types.ts';

type Fleet = Pick<DeploymentService, 'fleet' | 'get'>;

/** Whether what a panel shows of its deployment still holds, or is from before the platform went away. */
export function standingOf(service: Fleet, key: DeploymentKey): Standing {
  const id = platformOf(key);
  const platform = service.fleet().platforms.find((one) => one.id === id);
  if (id === undefined || platform === undefined) return { state: 'gone' };
  const named = { platform: id, platformName: platform.displayName };
  if (!platform.connected) return { state: 'disconnected', ...named };
  const view = service.get(key);
  // A server of the person's own does not care about the account's key.
  const refused = !view?.registered && platform.problems.some(({ code }) => code === 'unauthorized');
  if (refused) return { state: 'refused', ...named };
  // Before the first reading nobody knows what is there.
  const gone = !isServerless(key) && view === undefined && platform.lastReadAt !== undefined;
  return { state: gone ? 'gone' : 'good' };
}

/** Why a panel cannot show its deployment at all. */
export function missing(standing: Standing): PlatformError {
  if (standing.state === 'disconnected')
    return new PlatformError({
      code: 'unauthorized',
      platform: standing.platform,
      message: t`${standing.platformName} is not connected.`,
      hint: t('Connect it to go on. Nothing here is lost.'),
    });
  return new PlatformError({
    code: 'not-found',
    message: t('This deployment is not there any more.'),
    hint: t('It may have been deleted elsewhere. You can close this panel.'),
  });
}

function platformOf(key: DeploymentKey): PlatformId | undefined {
  return platformIds.find((id) => key.startsWith(`${id}:`));
}
