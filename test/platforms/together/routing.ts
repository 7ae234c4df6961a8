import { hash } from '../kit/random.ts';
import type { Deployment, Endpoint, SplitEntry } from './types.ts';
import { counts, type World } from './world.ts';

export const canServe = (deployment: Deployment): boolean =>
  deployment.state !== 'FAILED' && counts(deployment).ready > 0;

/** weight × ready replicas over the sum: weights are relative capacity, not percent. */
export function shareOf(world: World, deployment: Deployment): number {
  const split = world.endpoints.get(deployment.endpointId)?.split ?? [];
  const pull = ({ deploymentId, weight }: SplitEntry): number => {
    const member = world.deployments.get(deploymentId);
    return member && canServe(member) ? weight * counts(member).ready : 0;
  };
  const total = split.reduce((sum, entry) => sum + pull(entry), 0);
  const own = split.find(({ deploymentId }) => deploymentId === deployment.id);
  return own && total > 0 ? pull(own) / total : 0;
}

/** Writes a new split; routers follow after the propagation time. */
export function setSplit(world: World, endpoint: Endpoint, split: SplitEntry[]): void {
  endpoint.split = split;
  world.clock.after(world.timings.splitMs, () => {
    endpoint.routed = split;
  });
}

/** The deployment that takes this request; the same key always lands on the same one. */
export function route(world: World, endpoint: Endpoint, stickyKey: string): Deployment | undefined {
  const candidates = endpoint.routed.flatMap(({ deploymentId, weight }) => {
    const deployment = world.deployments.get(deploymentId);
    if (!deployment || !canServe(deployment) || weight === 0) return [];
    return [{ deployment, pull: weight * counts(deployment).ready }];
  });
  const total = candidates.reduce((sum, { pull }) => sum + pull, 0);
  let point = (hash(stickyKey) / 2 ** 32) * total;
  let chosen = candidates[0]?.deployment;
  for (const { deployment, pull } of candidates) {
    chosen = deployment;
    point -= pull;
    if (point < 0) break;
  }
  return chosen && resample(world, chosen, stickyKey);
}

/** An A/B control hands its traffic on by the experiment's percents. */
function resample(world: World, control: Deployment, stickyKey: string): Deployment {
  const experiment = [...world.abExperiments.values()].find(({ members }) =>
    members.some(
      ({ deploymentId, role }) => deploymentId === control.id && role === 'AB_EXPERIMENT_MEMBER_ROLE_CONTROL',
    ),
  );
  if (!experiment) return control;
  let point = (hash(`ab:${stickyKey}`) / 2 ** 32) * 100;
  for (const { deploymentId, percent } of experiment.members) {
    point -= percent;
    if (point >= 0) continue;
    const member = world.deployments.get(deploymentId);
    return member && canServe(member) ? member : control;
  }
  return control;
}
