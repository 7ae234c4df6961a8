import type { Deployment, Instance, Prediction } from '../types.ts';
import { ended } from '../types.ts';
import type { World } from '../world.ts';
import { endRun, startRun } from './engine.ts';

export const keyOf = ({ owner, name }: { owner: string; name: string }): string => `${owner}/${name}`;

/** Puts a run in its deployment's queue. */
export function enqueue(world: World, deployment: Deployment, prediction: Prediction): void {
  deployment.queue.push(prediction);
  prediction.released = () => {
    deployment.lastRunEndedAt = world.clock.now();
    reconcile(world, deployment);
  };
  reconcile(world, deployment);
}

let count = 0;

/**
 * Brings instances and queue in line with the release. An instance is offline, setting up, idle or active; all
 * but the first are billed, and none of it shows in the API.
 */
export function reconcile(world: World, deployment: Deployment): void {
  const { min, max } = deployment.release;
  deployment.queue = deployment.queue.filter((run) => !ended(run));
  for (const instance of deployment.instances) {
    if (instance.run && ended(instance.run)) instance.run = undefined;
  }
  for (const instance of deployment.instances.filter(({ retired, run }) => retired && !run)) {
    remove(world, deployment, instance);
  }
  handOut(world, deployment);

  const current = deployment.instances.filter(({ retired }) => !retired);
  const busy = current.filter(({ run }) => run).length;
  const wanted = Math.min(max, Math.max(min, busy + deployment.queue.length));
  if (deployment.fate?.kind !== 'noCapacity') {
    for (let have = current.length; have < wanted; have += 1) launch(world, deployment);
  }
  const spare = current.filter(({ run }) => !run).toReversed();
  for (const instance of spare.slice(0, Math.max(0, current.length - max))) {
    remove(world, deployment, instance);
  }
  watchIdle(world, deployment);
  world.ledger.record(keyOf(deployment), deployment.release.hardware, deployment.instances.length);
}

function handOut(world: World, deployment: Deployment): void {
  for (const instance of deployment.instances) {
    if (instance.phase !== 'ready' || instance.run || instance.retired) continue;
    const run = deployment.queue.shift();
    if (!run) return;
    instance.cancelTimer?.();
    instance.cancelTimer = undefined;
    instance.run = run;
    startRun(world, run);
  }
}

function launch(world: World, deployment: Deployment): void {
  const instance: Instance = {
    id: (count += 1),
    phase: 'setup',
    run: undefined,
    retired: false,
    cancelTimer: undefined,
  };
  deployment.instances.push(instance);
  const { fate } = deployment;
  const bootMs = fate?.kind === 'slowBoot' ? fate.bootMs : world.timings.bootMs;
  instance.cancelTimer = world.clock.after(bootMs, () => {
    instance.cancelTimer = undefined;
    if (deployment.fate?.kind === 'bootFails') failBoot(world, deployment, instance);
    else instance.phase = 'ready';
    reconcile(world, deployment);
  });
}

function failBoot(world: World, deployment: Deployment, instance: Instance): void {
  remove(world, deployment, instance);
  const { fate } = deployment;
  const error = fate?.kind === 'bootFails' ? fate.error : undefined;
  const run = deployment.queue.shift();
  if (run) endRun(world, run, 'failed', error ?? 'E6716: timed out while starting the prediction');
}

/** Idle instances above the floor leave after the idle window. */
function watchIdle(world: World, deployment: Deployment): void {
  const { min } = deployment.release;
  for (const instance of deployment.instances) {
    if (instance.phase !== 'ready' || instance.run) continue;
    const above = deployment.instances.length > min;
    if (!above) instance.cancelTimer?.();
    if (!above) instance.cancelTimer = undefined;
    else if (!instance.cancelTimer) {
      instance.cancelTimer = world.clock.after(world.timings.idleMs, () => {
        instance.cancelTimer = undefined;
        if (deployment.instances.length > deployment.release.min) remove(world, deployment, instance);
        reconcile(world, deployment);
      });
    }
  }
}

function remove(world: World, deployment: Deployment, instance: Instance): void {
  instance.cancelTimer?.();
  instance.cancelTimer = undefined;
  deployment.instances = deployment.instances.filter((other) => other !== instance);
  if (deployment.instances.length === 0) deployment.offlineSince = world.clock.now();
}

/** 0/0: every run of the deployment ends at once, and nothing stays online. */
export function switchOff(world: World, deployment: Deployment): void {
  const runs = [...deployment.queue, ...deployment.instances.flatMap(({ run }) => run ?? [])];
  for (const run of runs) endRun(world, run, 'canceled');
  for (const instance of [...deployment.instances]) remove(world, deployment, instance);
  reconcile(world, deployment);
}

/** A new version or hardware takes new instances; the old ones finish what they have. */
export function replaceInstances(world: World, deployment: Deployment, formerHardware: string): void {
  for (const instance of deployment.instances) instance.retired = true;
  world.ledger.record(keyOf(deployment), formerHardware, 0);
  reconcile(world, deployment);
}

/** Why a DELETE is refused now; undefined when it is not. */
export function inTheWay(world: World, deployment: Deployment): string | undefined {
  const { instances, queue, release } = deployment;
  if (instances.length > 0 || queue.length > 0 || release.min > 0) {
    return 'This deployment is online. Set minimum and maximum instances to 0 and try again.';
  }
  const since = Math.max(deployment.lastRunEndedAt, deployment.offlineSince, release.createdUs / 1000);
  const left = since + world.clock.span(world.timings.quietMs) - world.clock.now();
  return left > 0
    ? 'You can only delete deployments that have been offline and unused for at least 15 minutes.'
    : undefined;
}
