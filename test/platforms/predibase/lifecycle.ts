import { accelerators } from './account.ts';
import type { Deployment } from './types.ts';
import type { World } from './world.ts';

/** From nothing to `ready`; words between those two are this simulator's choice. */
export function bringUp(world: World, deployment: Deployment): void {
  const { fate } = deployment;
  const slow = fate?.kind === 'slow' ? fate : undefined;
  const { provisionMs = world.timings.provisionMs, startMs = world.timings.startMs } = slow ?? {};
  become(world, deployment, 'pending', 'Pending');
  if (fate?.kind === 'failed') {
    const { afterMs = provisionMs } = fate;
    later(world, deployment, afterMs, () => fail(world, deployment, fate.message));
    return;
  }
  later(world, deployment, provisionMs, () => {
    if (fate?.kind === 'stuck') {
      become(world, deployment, fate.status ?? 'initializing');
      return;
    }
    become(world, deployment, 'initializing', 'Initializing');
    later(world, deployment, startMs, () => ready(world, deployment));
  });
}

function ready(world: World, deployment: Deployment): void {
  setReplicas(world, deployment, Math.max(1, deployment.config.minReplicas, deployment.currentReplicas));
  become(world, deployment, 'ready', 'Ready');
  settleWaiting(deployment, 'ready');
  touch(world, deployment);
}

export function fail(world: World, deployment: Deployment, message = 'Deployment failed to start'): void {
  deployment.cancel();
  deployment.errorText = message;
  setReplicas(world, deployment, 0);
  become(world, deployment, 'failed', 'Failed');
  settleWaiting(deployment, 'gone');
}

/** Old replicas serve while the configuration changes; the `Ready` of before stays in the history. */
export function applyUpdate(world: World, deployment: Deployment): void {
  deployment.updated = world.clock.now();
  if (deployment.status === 'standby') {
    if (deployment.config.minReplicas > 0) wake(world, deployment);
    return;
  }
  if (!/^(ready|updating)$/.test(deployment.status)) return;
  become(world, deployment, 'updating', 'Updating');
  later(world, deployment, world.timings.updateMs, () => {
    const { minReplicas, maxReplicas } = deployment.config;
    const kept = Math.min(maxReplicas, Math.max(minReplicas, deployment.currentReplicas));
    setReplicas(world, deployment, kept);
    become(world, deployment, 'ready', 'Ready');
    touch(world, deployment);
  });
}

/** A request, or a raised minimum, brings an idle deployment back. */
export function wake(world: World, deployment: Deployment): void {
  if (deployment.status !== 'standby') return;
  become(world, deployment, 'initializing', 'Initializing');
  const { fate } = deployment;
  if (fate?.kind === 'failed') {
    later(world, deployment, fate.afterMs ?? 0, () => fail(world, deployment, fate.message));
    return;
  }
  later(world, deployment, world.timings.startMs, () => ready(world, deployment));
}

/** Starts the idle time anew; at its end replicas above the minimum leave. */
export function touch(world: World, deployment: Deployment): void {
  deployment.cancelIdle();
  scaleUp(world, deployment);
  const { cooldownTime } = deployment.config;
  if (deployment.shared || cooldownTime === 0) return;
  deployment.cancelIdle = world.clock.after(cooldownTime * 1000, () => {
    const { minReplicas } = deployment.config;
    if (deployment.status === 'updating' || deployment.engine.inFlight > 0) touch(world, deployment);
    else if (deployment.status === 'ready' && deployment.currentReplicas > minReplicas) {
      setReplicas(world, deployment, minReplicas);
      if (minReplicas === 0) become(world, deployment, 'standby', 'Standby');
    }
  });
}

function scaleUp(world: World, deployment: Deployment): void {
  const { maxReplicas, scaleUpRequestThreshold } = deployment.config;
  const { engine, currentReplicas } = deployment;
  const load = engine.inFlight + engine.occupied;
  if (deployment.status !== 'ready' || currentReplicas >= maxReplicas) return;
  if (load <= scaleUpRequestThreshold * currentReplicas) return;
  world.clock.after(world.timings.startMs, () => {
    if (deployment.status !== 'ready' || deployment.currentReplicas !== currentReplicas) return;
    setReplicas(world, deployment, currentReplicas + 1);
  });
}

export function remove(world: World, deployment: Deployment): void {
  deployment.cancel();
  deployment.cancelIdle();
  setReplicas(world, deployment, 0);
  note(world, deployment, 'Deleted');
  world.deployments.delete(deployment.name);
  world.graveyard.set(deployment.name, deployment.events);
  settleWaiting(deployment, 'gone');
}

export function setReplicas(world: World, deployment: Deployment, replicas: number): void {
  deployment.currentReplicas = replicas;
  // Shared models are not billed by the hour.
  if (!deployment.shared) {
    world.ledger.record(deployment.name, replicas, accelerators[deployment.accelerator]);
  }
}

/** Active seconds so far: what the events endpoint calls `resourceActiveTime`. */
export const activeSeconds = (world: World, name: string): number =>
  Math.floor(world.ledger.cost({ name }).activeMs / 1000);

export function become(world: World, deployment: Deployment, status: string, event?: string): void {
  deployment.status = status;
  if (event !== undefined) note(world, deployment, event);
}

function note(world: World, deployment: Deployment, eventType: string): void {
  deployment.events.push({ eventType, timestamp: world.clock.iso().replace(/\.\d+Z$/, 'Z') });
}

function later(world: World, deployment: Deployment, ms: number, act: () => void): void {
  deployment.cancel();
  deployment.cancel = world.clock.after(ms, act);
}

function settleWaiting(deployment: Deployment, outcome: 'ready' | 'gone'): void {
  for (const answer of deployment.waiting.splice(0)) answer(outcome);
}
