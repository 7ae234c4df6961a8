import type { Progress } from '../connector.ts';
import { PlatformError } from '../errors.ts';
import { isUncertain } from './deploy.ts';
import { sharedRefused } from './deployments.ts';
import type { Deployments } from './deployments.ts';
import { problem } from './errors.ts';
import { pathOf } from './lifecycle.ts';
import { isShared } from './ownership.ts';
import type { Snapshots } from './snapshots.ts';

const pause = 2000;
const longest = 10 * 60_000;

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
  const word = wire?.status?.trim().toLowerCase();
  if (wire && word !== 'deleting' && word !== 'deleted') {
    progress('Deleting the deployment');
    try {
      await api.send({ method: 'DELETE', path: pathOf(name), signal });
    } catch (error) {
      // Gone already, or perhaps gone: looking decides.
      const missing = error instanceof PlatformError && error.data.status === 404;
      if (!missing && !isUncertain(error)) throw error;
    }
    progress('Waiting until it is gone');
  }
  const until = api.clock.now() + longest;
  for (;;) {
    const left = await deployments.find(name, signal);
    if (!left || left.status?.trim().toLowerCase() === 'deleted') break;
    if (wire?.uuid !== undefined && left.uuid !== undefined && left.uuid !== wire.uuid) break;
    if (api.clock.now() >= until)
      throw problem(
        'timeout',
        `Predibase still has the deployment ${name} ten minutes after it was deleted.`,
        {
          hint: 'Look at it in a while, and remove it again if it is still there.',
        },
      );
    await api.clock.sleep(pause, signal);
  }
  marks.clear(name);
  snapshots.clear(name);
}
