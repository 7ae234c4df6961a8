import { t } from '@vscode/l10n';
import { PlatformError } from '../errors.ts';
import type { ModalApi } from './api.ts';
import { isOverAlready } from './closer.ts';
import { problem } from './errors.ts';
import { readHistory } from './history.ts';
import type { Subject } from './ids.ts';
import { appState } from './states.ts';

/** The number of `AppStopSource` and of `EndpointStopSource` for a program of the person's. */
const fromCommandLine = 1;

/** A read right after a lost answer may not show what was done yet. */
const looks = 3;
const lookPause = 2_000;

/** Ends it for good. What has ended already, or is gone, is as wanted. */
export async function stop(api: ModalApi, { kind, id }: Subject, signal?: AbortSignal): Promise<void> {
  try {
    await (kind === 'app'
      ? api.call('appStop', { appId: id, source: fromCommandLine }, { signal })
      : api.call(
          'endpointStop',
          { endpointId: id, source: fromCommandLine },
          {
            signal,
          },
        ));
  } catch (error) {
    if (!(error instanceof PlatformError) || !isOverAlready(error)) throw error;
  }
}

/** New containers of the same version, which becomes a version of its own. Sent once. */
export async function restart(api: ModalApi, appId: string, signal?: AbortSignal): Promise<void> {
  const before = await deployedVersion(api, appId, signal);
  await settled(api, appId, before, () => api.call('appRollover', { appId }, { once: true }));
}

/** An older version as a new one. Sent once. */
export async function rollback(
  api: ModalApi,
  appId: string,
  revision: string,
  signal?: AbortSignal,
): Promise<void> {
  const version = Number(revision);
  if (!Number.isSafeInteger(version) || version <= 0)
    throw problem('not-found', t`There is no version ${revision}.`, {
      hint: t('Refresh the list of versions.'),
    });
  const before = await deployedVersion(api, appId, signal);
  if (version === before) throw problem('invalid', t`v${version} is what runs now.`);
  const history = await readHistory(api, appId, signal);
  const entry = history.appDeploymentHistories.find((each) => each.version === version);
  if (entry && !entry.rollbackAllowed)
    throw problem('forbidden', t`Modal’s plan does not reach back to v${version}.`, {
      hint: t('Choose a newer version.'),
    });
  await settled(api, appId, before, () => api.call('appRollback', { appId, version }, { once: true }));
}

/** Only what is deployed can be restarted or rolled back: Modal’s own command line asks first, too. */
async function deployedVersion(api: ModalApi, appId: string, signal?: AbortSignal): Promise<number> {
  const { lifecycle } = await api.call('appGetLifecycle', { appId }, { signal });
  const state: number | undefined = lifecycle?.appState;
  if (state !== undefined && state !== appState.deployed)
    throw problem('conflict', t('It is not deployed now.'), { hint: t('Refresh the list.') });
  return lifecycle?.version ?? 0;
}

/** After a lost answer the version says whether it was done. */
async function settled(
  api: ModalApi,
  appId: string,
  before: number,
  send: () => Promise<{ deployedAt: number }>,
): Promise<void> {
  try {
    const { deployedAt } = await send();
    if (deployedAt === 0) throw problem('conflict', t('Modal changed nothing: it runs that already.'));
  } catch (error) {
    if (!(error instanceof PlatformError) || error.code !== 'outcome-unknown') throw error;
    for (let look = 1; look <= looks; look++) {
      const now = await api.call('appGetLifecycle', { appId }).catch(() => undefined);
      if ((now?.lifecycle?.version ?? 0) > before) return;
      if (look < looks) await api.clock.sleep(lookPause);
    }
    throw error;
  }
}
