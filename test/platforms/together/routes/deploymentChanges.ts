import type { Call } from '../../kit/answers.ts';
import { int, int64, name, obj, str } from '../../kit/shapes.ts';
import { autoscalingShape, checkQuota, resolve } from '../autoscaling.ts';
import { badRequest, conflict, refusal, words } from '../errors.ts';
import { beginRun, reconcile } from '../lifecycle.ts';
import { maskedFields, queryOf } from '../strict.ts';
import type { Autoscaling, Deployment } from '../types.ts';
import { deploymentView } from '../views.ts';
import type { World } from '../world.ts';
import { probed } from './deployments.ts';
import { checkEtag, deploymentOf } from './find.ts';

/** Model, config, hardware, placement and the LoRA flag are fixed for life: their keys are unknown here. */
const patchShape = obj({
  autoscaling: autoscalingShape,
  name,
  etag: str,
  inactiveTimeout: int,
  maxConcurrentRequestsPerReplica: int64,
});

export function patchDeployment(world: World, call: Call): unknown {
  const { endpoint, deployment } = deploymentOf(world, call);
  const { updateMask } = queryOf(call, 'updateMask');
  const asked = probed(world, call, patchShape);
  const allowed = ['autoscaling', 'name', 'inactiveTimeout', 'maxConcurrentRequestsPerReplica'];
  const fields = maskedFields(asked, updateMask, allowed);
  checkEtag(world, deployment.etag, asked.etag);
  if (fields.has('name') && asked.name !== undefined) {
    const wanted = asked.name;
    const taken = world
      .deploymentsOf(endpoint.id)
      .some((one) => one !== deployment && one.shortName === wanted);
    if (taken) throw conflict(`${wanted} exists`);
    deployment.shortName = wanted;
  }
  if (fields.has('autoscaling')) {
    if (!asked.autoscaling) throw badRequest('updateMask names autoscaling, the body has none');
    rescale(world, deployment, resolve(asked.autoscaling, deployment.autoscaling));
  }
  if (fields.has('inactiveTimeout')) deployment.inactiveTimeout = asked.inactiveTimeout ?? 0;
  if (fields.has('maxConcurrentRequestsPerReplica') && asked.maxConcurrentRequestsPerReplica !== undefined) {
    deployment.maxConcurrentRequestsPerReplica = asked.maxConcurrentRequestsPerReplica;
  }
  deployment.etag = world.etag();
  deployment.updatedAt = world.clock.now();
  world.emit(
    { type: 'deployment.updated', endpointId: endpoint.id, deploymentId: deployment.id },
    { paths: [...fields] },
  );
  return deploymentView(world, deployment);
}

function rescale(world: World, deployment: Deployment, wanted: Autoscaling): void {
  const rollout = world.activeRollout(deployment.endpointId);
  const inRollout = rollout?.sourceId === deployment.id || rollout?.targetId === deployment.id;
  const stopping = wanted.maxReplicas === 0;
  if (stopping && inRollout) throw refusal(400, 'invalid request', 'stop of a rollout member');

  const wasStopped = deployment.autoscaling.maxReplicas === 0;
  if (!stopping) {
    if (deployment.state === 'FAILED') throw refusal(400, words.terminal);
    if (wasStopped && deployment.state !== 'STOPPED') throw refusal(400, words.mustBeStopped);
    checkQuota(world, deployment.hardware, wanted.maxReplicas, deployment);
  }
  deployment.autoscaling = wanted;
  const clamped = Math.min(Math.max(deployment.desired, wanted.minReplicas), wanted.maxReplicas);
  setDesired(world, deployment, wasStopped ? wanted.minReplicas : clamped, 'api');
  if (wasStopped && !stopping) beginRun(world, deployment);
  reconcile(world, deployment);
}

export function setDesired(world: World, deployment: Deployment, desired: number, source: string): void {
  if (deployment.desired === desired) return;
  world.emit(
    { type: 'deployment.scaled', source, endpointId: deployment.endpointId, deploymentId: deployment.id },
    { oldReplicas: deployment.desired, newReplicas: desired },
  );
  deployment.desired = desired;
}

export function removeDeployment(world: World, call: Call): unknown {
  const { endpoint, deployment } = deploymentOf(world, call);
  const { etag } = queryOf(call, 'etag');
  const rollout = world.activeRollout(endpoint.id);
  if (rollout && [rollout.sourceId, rollout.targetId].includes(deployment.id)) {
    throw conflict('source or target of an active rollout');
  }
  const member = [...world.abExperiments.values()].some(({ members }) =>
    members.some(({ deploymentId }) => deploymentId === deployment.id),
  );
  if (member) throw refusal(400, words.abMember);
  if (deployment.shadow) throw badRequest('the deployment is a shadow target');
  if (endpoint.split.some(({ deploymentId }) => deploymentId === deployment.id))
    throw refusal(400, words.inSplit);
  if (deployment.state === 'STOPPING') throw conflict('still stopping');
  if (deployment.state !== 'STOPPED' && deployment.state !== 'FAILED')
    throw badRequest('the deployment runs');
  checkEtag(world, deployment.etag, etag);
  world.deployments.delete(deployment.id);
  world.emit({ type: 'deployment.deleted', endpointId: endpoint.id, deploymentId: deployment.id });
  return {};
}
