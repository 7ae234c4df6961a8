import { pathPart } from '../address.ts';
import type { TogetherApi } from './api.ts';
import { unlessGone } from './gone.ts';
import { abExperiment, shadowExperiment } from './wire.ts';
import type { AbExperiment, ShadowExperiment } from './wire.ts';

/** Takes a deployment out of A/B and shadow experiments, which would block its deletion. */
export async function detachFromExperiments(
  api: TogetherApi,
  endpointPath: string,
  deploymentId: string,
  signal?: AbortSignal,
): Promise<void> {
  const abPath = `${endpointPath}/abExperiments`;
  for (const experiment of (await unlessGone(api.all(abExperiment, abPath, {}, signal))) ?? [])
    if (experiment.members.some((member) => member.deploymentId === deploymentId))
      await leaveAb(api, `${abPath}/${pathPart(experiment.id)}`, experiment, deploymentId, signal);
  const shadowPath = `${endpointPath}/shadowExperiments`;
  const query = { includeTargets: true };
  for (const experiment of (await unlessGone(api.all(shadowExperiment, shadowPath, query, signal))) ?? [])
    if (experiment.targets.some((target) => target.targetDeploymentId === deploymentId))
      await leaveShadow(api, `${shadowPath}/${pathPart(experiment.id)}`, experiment, deploymentId, signal);
}

/** Its percent goes to the control; without the control or a second member there is no experiment left. */
async function leaveAb(
  api: TogetherApi,
  path: string,
  experiment: AbExperiment,
  deploymentId: string,
  signal?: AbortSignal,
) {
  const { etag } = experiment;
  const leaving = experiment.members.find((member) => member.deploymentId === deploymentId);
  const staying = experiment.members.filter((member) => member !== leaving);
  if (!leaving || leaving.role.endsWith('CONTROL') || staying.length < 2) {
    await unlessGone(
      api.send({ method: 'DELETE', base: 'v2', path, query: { etag }, repeat: 'delete', signal }),
    );
    return;
  }
  const members = staying.map((member) =>
    member.role.endsWith('CONTROL') ? { ...member, percent: member.percent + leaving.percent } : member,
  );
  // Mask and etag are both required here: without one of them the answer is a bare "Invalid Argument".
  const query = { updateMask: 'members' };
  await api.send({
    method: 'PATCH',
    base: 'v2',
    path,
    query,
    body: { members, etag },
    repeat: 'etag',
    signal,
  });
}

async function leaveShadow(
  api: TogetherApi,
  path: string,
  experiment: ShadowExperiment,
  deploymentId: string,
  signal?: AbortSignal,
) {
  const mine = experiment.targets.filter((target) => target.targetDeploymentId === deploymentId);
  for (const { id, etag } of mine) {
    const target = `${path}/targets/${pathPart(id)}`;
    await unlessGone(
      api.send({ method: 'DELETE', base: 'v2', path: target, query: { etag }, repeat: 'delete', signal }),
    );
  }
  if (mine.length < experiment.targets.length) return;
  // Its own etag may have moved with the target, so it is read again.
  const rest = await unlessGone(api.get(shadowExperiment, 'v2', path, {}, signal));
  if (!rest) return;
  await unlessGone(
    api.send({ method: 'DELETE', base: 'v2', path, query: { etag: rest.etag }, repeat: 'delete', signal }),
  );
}
