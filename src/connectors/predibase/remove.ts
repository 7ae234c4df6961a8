import { t } from '@vscode/l10n';
import type { Progress } from '../connector.ts';
import { PlatformError } from '../errors.ts';
import { isUncertain } from './deploy.ts';
import { sharedRefused } from './deployments.ts';
import type { Deployments } from './deployments.ts';
import { problem } from './errors.ts';
import { pathOf } from './lifecycle.ts';
import { isShared } from './ownership.ts';
import type { Snapshots } from './snapshots.ts';
import type { WireDeployment } from './wire.ts';

const pause = 2000;
const longest = 10 * 60_000;
/** How often it is asked for while no answer comes and nothing happens. */
const mostTries = 3;

/** Deletes it and waits until Predibase knows it no more. Calling again goes on where it was. */
export async function remove(
  deployments: Deployments,
  snapshots: Snapshots,
  name: string,
  progress: Progress,
  signal?: AbortSignal,
): Promise<void> {
  const { api, marks } = deployments;
  const wire = await deployments.find(name, signal);
  if (wire && isShared(wire)) throw sharedRefused();
  if (wire && isThere(wire)) {
    progress(t('Deleting the deployment'));
    await ask(deployments, wire, signal);
    progress(t('Waiting until it is gone'));
  }
  const until = api.clock.now() + longest;
  for (;;) {
    const left = await deployments.find(name, signal);
    if (!left || left.status?.trim().toLowerCase() === 'deleted') break;
    if (wire?.uuid !== undefined && left.uuid !== undefined && left.uuid !== wire.uuid) break;
    if (api.clock.now() >= until)
      throw problem(
        'timeout',
        t`Predibase still has the deployment ${name} ten minutes after it was deleted.`,
        {
          hint: t('Look at it in a while, and remove it again if it is still there.'),
        },
      );
    await api.clock.sleep(pause, signal);
  }
  marks.clear(name);
  snapshots.clear(name);
}

/** Until it has been heard. A delete that got no good answer may have been: looking decides whether to ask again. */
async function ask(deployments: Deployments, wire: WireDeployment, signal?: AbortSignal): Promise<void> {
  const { api } = deployments;
  for (let tries = 1; ; tries++) {
    try {
      await api.send({ method: 'DELETE', path: pathOf(wire.name), signal });
      return;
    } catch (error) {
      if (error instanceof PlatformError && error.data.status === 404) return;
      if (!isUncertain(error)) throw error;
      await api.clock.sleep(pause, signal);
      const left = await deployments.find(wire.name, signal);
      if (!left || left.uuid !== wire.uuid || !isThere(left)) return;
      if (tries >= mostTries) throw error;
    }
  }
}

function isThere({ status }: WireDeployment): boolean {
  const word = status?.trim().toLowerCase();
  return word !== 'deleting' && word !== 'deleted';
}
