import { t } from '@vscode/l10n';
import { pathPart } from '../address.ts';
import type { Progress } from '../connector.ts';
import { PlatformError } from '../errors.ts';
import type { TogetherApi } from './api.ts';
import type { Deployments } from './deployments.ts';
import { detachFromExperiments } from './experiments.ts';
import { unlessGone } from './gone.ts';
import type { Row } from './holding.ts';
import { boundsKey } from './lifecycle.ts';
import type { Lifecycle } from './lifecycle.ts';
import { isStale, withoutEntry } from './routing.ts';
import type { Routing } from './routing.ts';
import { stateWord } from './status.ts';
import { targetOf } from './units.ts';
import { rollout } from './wire.ts';

const pollEvery = 5_000;
/** Draining takes minutes; after this the person is told, and may call again. */
const drainLimit = 30 * 60_000;

interface Parts {
  api: TogetherApi;
  deployments: Deployments;
  routing: Routing;
  lifecycle: Lifecycle;
}

/**
 * The platform's delete order: not while a rollout holds it, out of experiments, stopped, out of the
 * split (a weight of 0 is not enough), deleted, and the endpoint with its last deployment. Every step
 * looks first, so that calling again goes on where it broke off
 * (docs.together.ai: docs/dedicated-endpoints/manage).
 */
export async function remove(
  parts: Parts,
  id: string,
  progress: Progress,
  signal?: AbortSignal,
): Promise<void> {
  const { deployments, routing } = parts;
  const target = targetOf(id);
  if (target?.kind === 'v1') return deployments.firstGeneration.remove(target.endpoint, signal);
  if (target?.kind !== 'v2') return;
  const row = await unlessGone(deployments.row(id, signal));
  if (row) {
    await mustNotBeRolledOut(parts, row, signal);
    progress(t('Taking it out of experiments'));
    await detachFromExperiments(
      parts.api,
      await routing.path(target.endpoint, signal),
      target.deployment,
      signal,
    );
    await stopAndDrain(parts, id, row, progress, signal);
    progress(t('Taking it out of the traffic split'));
    const left = await leaveSplit(routing, target, signal);
    progress(t('Deleting the deployment'));
    await deleteDeployment(parts, id, signal).catch((error: unknown) => {
      throw left ? error : heldBySplit(error);
    });
  }
  deployments.inventory.forget(target.endpoint, target.deployment);
  routing.forget(target.deployment);
  deployments.memory.set(boundsKey(id), undefined);
  await deleteEndpointIfEmpty(parts, target.endpoint, progress, signal);
}

/**
 * The official command line empties a split with an empty list and a mask; by other documents an empty list
 * is no update. Where it is refused, the deletion is tried all the same, and its answer decides.
 */
async function leaveSplit(
  routing: Routing,
  { endpoint, deployment }: { endpoint: string; deployment: string },
  signal?: AbortSignal,
): Promise<boolean> {
  try {
    await routing.edit(endpoint, (split) => withoutEntry(split, deployment), signal);
    return true;
  } catch (error) {
    const { status, platformMessage = '' } = PlatformError.from(error, 'together').data;
    if (status === 400 && /no fields to update/i.test(platformMessage)) return false;
    throw error;
  }
}

function heldBySplit(error: unknown): unknown {
  if (!(error instanceof PlatformError) || error.data.status !== 400) return error;
  return new PlatformError(
    {
      ...error.data,
      code: 'conflict',
      message: t(
        'The deployment is stopped and costs nothing, but Together AI does not let the last entry of a traffic split be removed, so it cannot be deleted.',
      ),
      hint: t(
        'Deploy another model to the same endpoint first, or delete the endpoint in the Together AI console.',
      ),
    },
    error,
  );
}

async function mustNotBeRolledOut(
  { api, routing }: Parts,
  { endpoint, reading }: Row,
  signal?: AbortSignal,
): Promise<void> {
  const rolloutId = endpoint.activeRolloutId;
  if (!rolloutId) return;
  const path = `${await routing.path(endpoint.id, signal)}/rollouts/${pathPart(rolloutId)}`;
  const active = await unlessGone(api.get(rollout, 'v2', path, {}, signal));
  if (active?.sourceDeploymentId !== reading.id && active?.targetDeploymentId !== reading.id) return;
  throw new PlatformError({
    platform: 'together',
    code: 'conflict',
    message: t`The rollout ${rolloutId} uses this deployment, so it cannot be removed now.`,
    hint: t('Complete or cancel the rollout in the Together AI console first.'),
  });
}

async function stopAndDrain(
  { api, deployments, lifecycle }: Parts,
  id: string,
  row: Row,
  progress: Progress,
  signal?: AbortSignal,
): Promise<void> {
  const word = (each: Row) => stateWord(each.reading.status?.state);
  if (['STOPPED', 'FAILED'].includes(word(row))) return;
  progress(t('Stopping it'));
  await lifecycle.stop(id, signal);
  const until = api.clock.now() + drainLimit;
  for (;;) {
    const now = await unlessGone(deployments.row(id, signal));
    if (!now || ['STOPPED', 'FAILED'].includes(word(now))) return;
    if (api.clock.now() > until) throw stillDraining();
    const ready = now.reading.status?.readyReplicas ?? 0;
    progress(
      ready === 1
        ? t('Waiting until it has stopped: 1 replica left')
        : t`Waiting until it has stopped: ${ready} replicas left`,
    );
    await api.clock.sleep(pollEvery, signal);
  }
}

async function deleteDeployment(
  { api, deployments, routing }: Parts,
  id: string,
  signal?: AbortSignal,
): Promise<void> {
  const until = api.clock.now() + drainLimit;
  for (;;) {
    const row = await unlessGone(deployments.row(id, signal));
    if (!row) return;
    const path = `${await routing.path(row.endpoint.id, signal)}/deployments/${pathPart(row.reading.id)}`;
    try {
      await api.send({
        method: 'DELETE',
        base: 'v2',
        path,
        query: { etag: row.reading.etag },
        repeat: 'delete',
        signal,
      });
      return;
    } catch (error) {
      const status = error instanceof PlatformError ? error.data.status : undefined;
      if (status === 404) return;
      if (status !== 409 || /rollout/i.test((error as PlatformError).data.platformMessage ?? '')) throw error;
      // Either still stopping, or the etag moved on between reading and deleting.
      if (api.clock.now() > until) throw error;
      if (!isStale(error)) await api.clock.sleep(pollEvery, signal);
    }
  }
}

/** An endpoint without deployments serves nothing and only holds a name. */
async function deleteEndpointIfEmpty(
  { api, deployments, routing }: Parts,
  endpointId: string,
  progress: Progress,
  signal?: AbortSignal,
): Promise<void> {
  const endpoint = await unlessGone(routing.read(endpointId, signal));
  if (!endpoint) {
    deployments.inventory.forget(endpointId);
    return;
  }
  if (endpoint.deployments.length > 0) return;
  progress(t('Deleting the empty endpoint'));
  const path = await routing.path(endpointId, signal);
  await unlessGone(
    api.send({
      method: 'DELETE',
      base: 'v2',
      path,
      query: { etag: endpoint.etag },
      repeat: 'delete',
      signal,
    }),
  );
  deployments.inventory.forget(endpointId);
}

function stillDraining(): PlatformError {
  return new PlatformError({
    platform: 'together',
    code: 'timeout',
    message: t('The deployment has not stopped within half an hour, so it is not deleted yet.'),
    hint: t('Remove it again later: the steps that are done are not repeated.'),
  });
}
