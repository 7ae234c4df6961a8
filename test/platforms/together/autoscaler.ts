import { seconds } from './autoscaling.ts';
import { reconcile } from './lifecycle.ts';
import { setDesired } from './routes/deploymentChanges.ts';
import type { Deployment } from './types.ts';
import { counts, type World } from './world.ts';

interface Wish {
  readonly at: number;
  readonly replicas: number;
}

const perReplica = ['inflight_requests', 'throughput_per_replica'];
const upEveryMs = 15_000;

/**
 * The platform's loop: about once a minute `ceil(replicas × observed / target)`, held back by the windows;
 * in between it may only climb by min(+100 %, +4) per 15 s and come down by one (at most 25 %) per 60 s.
 */
export function startAutoscaler(world: World): void {
  const wishes = new Map<string, Wish[]>();
  const goals = new Map<string, number>();
  world.clock.every(upEveryMs, () => {
    for (const deployment of world.deployments.values()) {
      if (!scales(deployment)) continue;
      // The bounds may have changed since the goal was set.
      const goal = clamp(deployment, goals.get(deployment.id) ?? deployment.desired);
      if (goal > deployment.desired) climb(world, deployment, goal);
    }
  });
  world.clock.every(world.timings.autoscaleMs, () => {
    for (const deployment of world.deployments.values()) {
      idle(world, deployment);
      if (!scales(deployment)) continue;
      const goal = clamp(deployment, goalOf(world, deployment, wishes));
      goals.set(deployment.id, goal);
      if (goal < deployment.desired) descend(world, deployment, goal);
    }
  });
}

/** One at zero stays at zero. */
const scales = ({ autoscaling, state, desired }: Deployment): boolean =>
  autoscaling.minReplicas < autoscaling.maxReplicas && desired > 0 && state !== 'FAILED';

function goalOf(world: World, deployment: Deployment, wishes: Map<string, Wish[]>): number {
  const { autoscaling } = deployment;
  const now = world.clock.now();
  const upMs = world.clock.span(seconds(autoscaling.scaleUpWindow, 0) * 1000);
  const downMs = world.clock.span(seconds(autoscaling.scaleDownWindow, 300) * 1000);
  const kept = (wishes.get(deployment.id) ?? []).filter(({ at }) => at >= now - Math.max(upMs, downMs));
  kept.push({ at: now, replicas: wish(deployment) });
  wishes.set(deployment.id, kept);
  const within = (ms: number): number[] =>
    kept.filter(({ at }) => at >= now - ms).map(({ replicas }) => replicas);

  // Up only to what was wanted throughout the up window, down only to the most wanted in the down window.
  const up = Math.min(...within(upMs));
  const down = Math.max(...within(downMs));
  if (up > deployment.desired) return up;
  return down < deployment.desired ? down : deployment.desired;
}

function wish(deployment: Deployment): number {
  const { autoscaling, load, inFlight } = deployment;
  const { ready } = counts(deployment);
  const metric = autoscaling.scalingMetrics?.[0] ?? { name: 'inflight_requests', target: 8 };
  const seen = load[metric.name] ?? (metric.name === 'inflight_requests' ? inFlight : undefined);
  if (seen === undefined || ready === 0) return deployment.desired;
  const observed = perReplica.includes(metric.name) ? seen / ready : seen;
  return clamp(deployment, Math.ceil((ready * observed) / metric.target));
}

const clamp = ({ autoscaling }: Deployment, replicas: number): number =>
  Math.min(Math.max(replicas, autoscaling.minReplicas), autoscaling.maxReplicas);

function climb(world: World, deployment: Deployment, goal: number): void {
  const room = Math.min(deployment.desired, 4);
  setDesired(world, deployment, Math.min(goal, deployment.desired + room), 'autoscaler');
  reconcile(world, deployment);
}

function descend(world: World, deployment: Deployment, goal: number): void {
  const room = Math.max(1, Math.min(Math.floor(deployment.desired * 0.25), 1));
  setDesired(world, deployment, Math.max(goal, deployment.desired - room), 'autoscaler');
  reconcile(world, deployment);
}

/** The newer idle timeout, where the platform takes it: stop after so many minutes without a request. */
function idle(world: World, deployment: Deployment): void {
  const minutes = deployment.inactiveTimeout ?? 0;
  if (minutes === 0 || counts(deployment).ready === 0 || deployment.inFlight > 0) return;
  if (world.clock.now() - deployment.lastRequestAt < world.clock.span(minutes * 60_000)) return;
  deployment.autoscaling = { ...deployment.autoscaling, minReplicas: 0, maxReplicas: 0 };
  setDesired(world, deployment, 0, 'inactivity');
  reconcile(world, deployment);
}
