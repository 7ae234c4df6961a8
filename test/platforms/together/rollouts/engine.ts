import { checkQuota } from '../autoscaling.ts';
import { refusal } from '../errors.ts';
import { beginRun, reconcile } from '../lifecycle.ts';
import { setDesired } from '../routes/deploymentChanges.ts';
import { setSplit } from '../routing.ts';
import type { Deployment } from '../types.ts';
import { counts, type World } from '../world.ts';
import type { Rollout } from './types.ts';

const pauseMs = 5_000;
const pollMs = 15_000;

/** Moves a rollout; every change gets a new etag and moment. */
export function enter(world: World, rollout: Rollout, state: string): void {
  rollout.state = state;
  rollout.etag = world.etag();
  rollout.updatedAt = world.clock.now();
}

export function start(world: World, rollout: Rollout): void {
  const { source, target } = pair(world, rollout);
  const split = world.endpoints.get(rollout.endpointId)?.split ?? [];
  const weightOf = (id: string): number => split.find(({ deploymentId }) => deploymentId === id)?.weight ?? 0;
  const weight = weightOf(source.id);
  if (source.state !== 'READY' || weight <= 0)
    throw refusal(400, 'Failed Precondition', 'source is not serving');
  if (target.state !== 'READY' && target.state !== 'STOPPED') {
    throw refusal(400, 'Failed Precondition', 'target is neither READY nor STOPPED');
  }
  rollout.weight = weight + weightOf(target.id);
  raiseTarget(world, rollout, target);
  rollout.startedAt = world.clock.now();
  enter(world, rollout, 'RUNNING');
  runStep(world, rollout, 0);
}

/** Lifts the target to what the end needs; its raised maximum stays. */
function raiseTarget(world: World, rollout: Rollout, target: Deployment): void {
  const need = rollout.finalTargetReplicas;
  const wasStopped = target.state === 'STOPPED';
  checkQuota(world, target.hardware, Math.max(target.autoscaling.maxReplicas, need), target);
  target.autoscaling = {
    ...target.autoscaling,
    minReplicas: Math.max(1, target.autoscaling.minReplicas),
    maxReplicas: Math.max(target.autoscaling.maxReplicas, need),
  };
  setDesired(world, target, Math.max(target.desired, need), 'rollout');
  if (wasStopped) beginRun(world, target);
  reconcile(world, target);
}

export function runStep(world: World, rollout: Rollout, index: number): void {
  rollout.currentStep = index;
  const step = rollout.steps[index]!;
  const { target } = pair(world, rollout);
  if (rollout.trouble?.atStep === index) {
    stopBySystem(world, rollout, rollout.trouble);
    return;
  }
  step.state = 'RUNNING';
  step.startedAt ??= world.clock.now();
  enter(world, rollout, 'RUNNING');
  if (target.state === 'FAILED') {
    stopBySystem(world, rollout, { category: 'TARGET_NOT_READY', message: target.message });
    return;
  }
  if (counts(target).ready === 0) {
    rollout.cancelTimer = world.clock.after(pollMs, () => runStep(world, rollout, index));
    return;
  }
  shift(world, rollout, step.targetTrafficPercent);
  rollout.cancelTimer = world.clock.after(rollout.stepMs, () => {
    step.state = 'PASSED';
    step.completedAt = world.clock.now();
    if (index + 1 < rollout.steps.length) runStep(world, rollout, index + 1);
    else stabilize(world, rollout);
  });
}

function stopBySystem(world: World, rollout: Rollout, cause: { category: string; message?: string }): void {
  const { category, message = category } = cause;
  const atStep = rollout.currentStep ?? 0;
  rollout.condition = {
    category: `ROLLOUT_FAILURE_CATEGORY_${category}`,
    message,
    atStep,
    observedAt: world.clock.now(),
  };
  enter(world, rollout, 'SYSTEM_PAUSED');
  world.emit(
    { type: 'rollout.system_paused', level: 'WARN', endpointId: rollout.endpointId },
    { subjectId: rollout.id, message },
  );
}

/** Everything to the target, then the source goes to its final size (0 stops it) and stays at weight 0. */
export function stabilize(world: World, rollout: Rollout): void {
  rollout.cancelTimer();
  shift(world, rollout, 100);
  for (const step of rollout.steps) if (step.state !== 'PASSED') step.state = 'SKIPPED';
  enter(world, rollout, 'STABILIZING');
  rollout.cancelTimer = world.clock.after(world.timings.splitMs, () => {
    const { source } = pair(world, rollout);
    const replicas = rollout.finalSourceReplicas;
    source.autoscaling = { ...source.autoscaling, minReplicas: replicas, maxReplicas: replicas };
    setDesired(world, source, replicas, 'rollout');
    reconcile(world, source);
    rollout.completedAt = world.clock.now();
    enter(world, rollout, 'COMPLETED');
  });
}

export function pause(world: World, rollout: Rollout, reason: string | undefined): void {
  rollout.cancelTimer();
  enter(world, rollout, 'PAUSING');
  world.clock.after(pauseMs, () => {
    if (rollout.state !== 'PAUSING') return;
    rollout.pause = { at: world.clock.now(), ...(reason === undefined ? {} : { reason }) };
    enter(world, rollout, 'PAUSED');
  });
}

export function resume(world: World, rollout: Rollout): void {
  delete rollout.pause;
  delete rollout.condition;
  delete rollout.trouble;
  runStep(world, rollout, rollout.currentStep ?? 0);
}

/** Freezes the split where it stands. */
export function cancel(world: World, rollout: Rollout): void {
  rollout.cancelTimer();
  enter(world, rollout, 'CANCELLING');
  world.clock.after(pauseMs, () => {
    for (const step of rollout.steps) if (!/PASSED|FAILED/.test(step.state)) step.state = 'CANCELED';
    rollout.completedAt = world.clock.now();
    enter(world, rollout, 'CANCELED');
  });
}

/** Weights that give the target its percent, whatever the numbers of replicas. */
function shift(world: World, rollout: Rollout, percent: number): void {
  const endpoint = world.endpoints.get(rollout.endpointId);
  if (!endpoint) return;
  const { source, target } = pair(world, rollout);
  const total = rollout.weight;
  const ratio = Math.max(1, counts(source).ready) / Math.max(1, counts(target).ready);
  const others = endpoint.split.filter(
    ({ deploymentId }) => deploymentId !== source.id && deploymentId !== target.id,
  );
  setSplit(world, endpoint, [
    ...others,
    { deploymentId: source.id, weight: (total * (100 - percent)) / 100 },
    { deploymentId: target.id, weight: percent === 100 ? total : (total * ratio * percent) / 100 },
  ]);
  endpoint.etag = world.etag();
  rollout.percent = percent;
}

function pair(world: World, rollout: Rollout): { source: Deployment; target: Deployment } {
  return {
    source: world.deployments.get(rollout.sourceId)!,
    target: world.deployments.get(rollout.targetId)!,
  };
}
