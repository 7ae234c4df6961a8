import { words } from './errors.ts';
import type { Deployment, DeploymentState, Replica } from './types.ts';
import { counts, type World } from './world.ts';

/** Brings the replicas towards `desired`; called after every change of bounds, fate or health. */
export function reconcile(world: World, deployment: Deployment): void {
  if (deployment.state === 'FAILED') return;
  const live = deployment.replicas.filter(({ phase }) => phase !== 'draining');
  for (let missing = deployment.desired - live.length; missing > 0; missing -= 1) launch(world, deployment);
  if (live.length > deployment.desired) drain(world, deployment, live.length - deployment.desired);
  settle(world, deployment);
}

/** Starts the run of a deployment that is new or was STOPPED. */
export function beginRun(world: World, deployment: Deployment): void {
  deployment.runStartedAt = world.clock.now();
  deployment.everReady = false;
  delete deployment.blocked;
  const run = deployment.runStartedAt;
  world.clock.after(world.timings.readinessLimitMs, () => {
    const sameRun = deployment.runStartedAt === run && world.deployments.has(deployment.id);
    if (sameRun && deployment.desired > 0 && !deployment.everReady) fail(world, deployment, words.timedOut);
  });
  if (deployment.fate?.kind === 'rejected') {
    fail(world, deployment, deployment.fate.message ?? 'Cannot place replicas: rejected');
  } else if (deployment.fate?.kind === 'failed') {
    const { afterMs = 0, message = words.timedOut } = deployment.fate;
    world.clock.after(afterMs, () => fail(world, deployment, message));
  }
}

export function fail(world: World, deployment: Deployment, message: string): void {
  if (!world.deployments.has(deployment.id) || deployment.desired === 0) return;
  for (const replica of deployment.replicas) replica.cancel();
  deployment.replicas = [];
  delete deployment.blocked;
  enter(world, deployment, 'FAILED', message);
}

/** Lets a blocked deployment go on. */
export function heal(world: World, deployment: Deployment): void {
  delete deployment.fate;
  delete deployment.blocked;
  for (const replica of deployment.replicas) {
    if (replica.phase === 'pending') place(world, deployment, replica, world.timings.provisionMs);
    if (replica.phase === 'starting') warmUp(world, deployment, replica);
  }
  settle(world, deployment);
}

function launch(world: World, deployment: Deployment): void {
  const replica: Replica = { id: world.newId('rep_'), phase: 'pending', cancel: () => undefined };
  deployment.replicas.push(replica);
  const { fate } = deployment;
  if (fate?.kind === 'noCapacity') {
    replica.cancel = world.clock.after(world.timings.provisionMs, () => {
      deployment.blocked = words.noCapacity;
      settle(world, deployment);
      if (fate.healAfterMs !== undefined) world.clock.after(fate.healAfterMs, () => heal(world, deployment));
    });
    return;
  }
  const slow = fate?.kind === 'slow' ? fate.provisionMs : undefined;
  place(world, deployment, replica, slow ?? world.timings.provisionMs);
}

function place(world: World, deployment: Deployment, replica: Replica, afterMs: number): void {
  replica.cancel();
  replica.cancel = world.clock.after(afterMs, () => {
    replica.phase = 'starting';
    phase(world, deployment, replica, 'PullingImage');
    warmUp(world, deployment, replica);
    settle(world, deployment);
  });
}

function warmUp(world: World, deployment: Deployment, replica: Replica): void {
  const { fate } = deployment;
  const total = (fate?.kind === 'slow' ? fate.startMs : undefined) ?? world.timings.startMs;
  replica.cancel();
  if (fate?.kind === 'startupStalled' || fate?.kind === 'notReady') {
    stall(world, deployment, replica, fate, total);
    return;
  }
  const loading = world.clock.after(total / 2, () => phase(world, deployment, replica, 'LoadingWeights'));
  const ready = world.clock.after(total, () => {
    replica.phase = 'ready';
    deployment.everReady = true;
    deployment.lastRequestAt = world.clock.now();
    phase(world, deployment, replica, 'StartupComplete');
    settle(world, deployment);
  });
  replica.cancel = () => {
    loading();
    ready();
  };
}

function stall(
  world: World,
  deployment: Deployment,
  replica: Replica,
  fate: { kind: 'startupStalled' | 'notReady'; healAfterMs?: number; message?: string },
  afterMs: number,
): void {
  const text = fate.kind === 'notReady' ? 'Not ready: engine' : 'Startup stalled: LoadingWeights';
  replica.cancel = world.clock.after(afterMs, () => {
    deployment.blocked = fate.message ?? text;
    world.emit(
      { type: 'pod.log', level: 'ERROR', endpointId: deployment.endpointId, deploymentId: deployment.id },
      {
        replicaId: replica.id,
        containerName: 'engine',
        logExcerpt: 'torch.OutOfMemoryError: CUDA out of memory.',
      },
    );
    settle(world, deployment);
    if (fate.healAfterMs !== undefined) world.clock.after(fate.healAfterMs, () => heal(world, deployment));
  });
}

/** Replicas that never served go at once; serving ones drain one after another and bill until they are gone. */
function drain(world: World, deployment: Deployment, surplus: number): void {
  const order = ['pending', 'starting', 'ready'];
  const leaving = deployment.replicas
    .filter(({ phase }) => phase !== 'draining')
    .sort((a, b) => order.indexOf(a.phase) - order.indexOf(b.phase))
    .slice(0, surplus);
  let queue = 0;
  for (const replica of leaving) {
    replica.cancel();
    if (replica.phase !== 'ready') {
      remove(deployment, replica);
      continue;
    }
    replica.phase = 'draining';
    queue += 1;
    replica.cancel = world.clock.after(queue * world.timings.drainMs, () => {
      remove(deployment, replica);
      settle(world, deployment);
    });
  }
}

function remove(deployment: Deployment, replica: Replica): void {
  deployment.replicas = deployment.replicas.filter((other) => other !== replica);
}

function phase(world: World, deployment: Deployment, replica: Replica, reason: string): void {
  world.emit(
    {
      type: 'pod.startup_phase_changed',
      level: 'DEBUG',
      source: 'pod-watcher',
      endpointId: deployment.endpointId,
      deploymentId: deployment.id,
    },
    {
      replicaId: replica.id,
      reason,
      containerName: reason === 'LoadingWeights' ? 'model-download' : 'engine',
    },
  );
}

/** Derives the state word from the replicas and writes the ledger. */
export function settle(world: World, deployment: Deployment): void {
  if (deployment.state === 'FAILED') return;
  const { scheduled, ready, draining } = counts(deployment);
  world.ledger.record(
    deployment.id,
    deployment.hardware,
    ready,
    world.instanceTypes.get(deployment.hardware)?.priceCentsPerHour,
  );
  const [state, message] = describe(deployment, scheduled, ready, draining);
  enter(world, deployment, state, message);
}

function describe(
  deployment: Deployment,
  scheduled: number,
  ready: number,
  draining: number,
): [DeploymentState, string] {
  const { desired } = deployment;
  if (desired === 0) return scheduled > 0 ? ['STOPPING', 'Scaling down'] : ['STOPPED', ''];
  if (deployment.blocked !== undefined && ready - draining < desired) return ['DEGRADED', deployment.blocked];
  if (draining > 0) return ['SCALING', 'Scaling down'];
  if (scheduled === 0) return ['PROVISIONING', 'Scheduling replicas'];
  return ready < desired ? ['SCALING', 'Starting replicas'] : ['READY', 'All replicas ready'];
}

function enter(world: World, deployment: Deployment, state: DeploymentState, message: string): void {
  if (state === 'FAILED') {
    world.ledger.record(deployment.id, deployment.hardware, 0, undefined);
  }
  if (deployment.state === state && deployment.message === message) return;
  deployment.state = state;
  deployment.message = message;
  deployment.updatedAt = world.clock.now();
  const level = state === 'FAILED' ? 'ERROR' : state === 'DEGRADED' ? 'WARN' : 'INFO';
  world.emit(
    {
      type: 'deployment.status_updated',
      level,
      endpointId: deployment.endpointId,
      deploymentId: deployment.id,
    },
    {
      status: state === 'READY' ? 'True' : 'False',
      ...(message ? { message } : {}),
      reason: reasonOf(state),
    },
  );
}

function reasonOf(state: DeploymentState): string {
  if (state === 'READY') return 'AllReplicasReady';
  return state === 'SCALING' || state === 'PROVISIONING' ? 'ReplicasProgressing' : 'ApplySuccessful';
}
