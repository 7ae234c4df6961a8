import { type Call, ok } from '../../kit/answers.ts';
import type { Router } from '../../kit/router.ts';
import { badRequest, conflict, notFound, refusal } from '../errors.ts';
import { paged } from '../paging.ts';
import { checkEtag, endpointOf } from '../routes/find.ts';
import { bodyOf, noQuery, queryOf } from '../strict.ts';
import type { Deployment, Endpoint } from '../types.ts';
import { counts, type World } from '../world.ts';
import { cancel, pause, resume, stabilize, start } from './engine.ts';
import { type Asked, cancelShape, createShape, etagShape, pauseShape, planOf } from './shape.ts';
import { type Rollout, terminal } from './types.ts';
import { previewView, rolloutView } from './views.ts';

export function rolloutRoutes(router: Router, world: World): void {
  const base = '/v2/projects/:p/endpoints/:ep/rollouts';
  router
    .on('GET', base, (call) => ok(listRollouts(world, call)))
    .on('POST', base, (call) => ok(create(world, call)))
    .on('POST', `${base}/preview-defaults`, (call) => ok(preview(world, call)))
    .on('GET', `${base}/:id`, (call) => ok(rolloutView(find(world, call))))
    .on('DELETE', `${base}/:id`, (call) => ok(remove(world, call)));
  const act = (verb: string, allowed: RegExp, run: (rollout: Rollout, call: Call) => void): void => {
    router.on('POST', `${base}/:id/${verb}`, (call) => {
      const rollout = find(world, call);
      if (!allowed.test(rollout.state)) throw badRequest(`${verb} of a ${rollout.state} rollout`);
      run(rollout, call);
      return ok(rolloutView(rollout));
    });
  };
  act('start', /^PENDING$/, (rollout) => start(world, rollout));
  act('pause', /^(RUNNING|STABILIZING)$/, (rollout, call) => {
    const asked = bodyOf(call, pauseShape);
    checkEtag(world, rollout.etag, asked.etag);
    pause(world, rollout, asked.reason);
  });
  act('resume', /^(PAUSED|SYSTEM_PAUSED)$/, (rollout, call) => {
    checkEtag(world, rollout.etag, bodyOf(call, etagShape).etag);
    resume(world, rollout);
  });
  act('promote', /^(RUNNING|PAUSED|SYSTEM_PAUSED)$/, (rollout, call) => {
    checkEtag(world, rollout.etag, bodyOf(call, etagShape).etag);
    stabilize(world, rollout);
  });
  act('cancel', /^(PENDING|RUNNING|PAUSING|PAUSED|SYSTEM_PAUSED|STABILIZING)$/, (rollout, call) => {
    const asked = bodyOf(call, cancelShape);
    if (asked.disposition === 'CANCEL_DISPOSITION_REVERT') throw refusal(400, 'FAILED_PRECONDITION');
    checkEtag(world, rollout.etag, asked.etag);
    cancel(world, rollout);
  });
}

function listRollouts(world: World, call: Call): unknown {
  const endpoint = endpointOf(world, call);
  const query = queryOf(call, 'limit', 'after', 'filter');
  if (query.filter !== undefined && !/^ROLLOUT_FILTER_(ACTIVE|TERMINAL)$/.test(query.filter))
    throw badRequest('filter');
  const kept = [...world.rollouts.values()].filter(
    (rollout) =>
      rollout.endpointId === endpoint.id &&
      (query.filter === undefined || terminal(rollout) === (query.filter === 'ROLLOUT_FILTER_TERMINAL')),
  );
  return paged(kept.reverse(), query, rolloutView);
}

function find(world: World, call: Call, ...query: string[]): Rollout {
  queryOf(call, ...query);
  const endpoint = endpointOf(world, call);
  const rollout = world.rollouts.get(call.params['id'] ?? '');
  if (rollout?.endpointId !== endpoint.id) throw notFound('rollout');
  return rollout;
}

function readPair(
  world: World,
  call: Call,
): { endpoint: Endpoint; asked: Asked; source: Deployment; target: Deployment } {
  noQuery(call);
  const endpoint = endpointOf(world, call);
  const asked = bodyOf(call, createShape);
  const source = world.deployments.get(asked.sourceDeploymentId);
  const target = world.deployments.get(asked.targetDeploymentId);
  if (source?.endpointId !== endpoint.id || target?.endpointId !== endpoint.id || source === target) {
    throw badRequest('source and target must be two deployments of this endpoint');
  }
  return { endpoint, asked, source, target };
}

function create(world: World, call: Call): unknown {
  const { endpoint, asked, source, target } = readPair(world, call);
  const active = world.activeRollout(endpoint.id);
  if (active) {
    throw refusal(
      409,
      `rollout ${active.id} is ROLLOUT_STATE_${active.state}`,
      'one active rollout per endpoint',
    );
  }
  const { strategy, steps, stepMs } = planOf(asked);
  const why = unfit(world, source, target);
  if (why) throw badRequest(why);
  const final = asked.finalTargetReplicas ?? Math.max(1, source.desired);
  if (final < 1 || (asked.finalSourceReplicas ?? 0) < 0) throw badRequest('final replicas');
  const now = world.clock.now();
  const rollout: Rollout = {
    id: world.newId('rol_'),
    endpointId: endpoint.id,
    sourceId: source.id,
    targetId: target.id,
    strategy,
    stepMs,
    finalSourceReplicas: asked.finalSourceReplicas ?? 0,
    finalTargetReplicas: final,
    createdAt: now,
    updatedAt: now,
    state: 'PENDING',
    weight: 0,
    steps: steps.map(({ traffic }, stepIndex) => ({
      stepIndex,
      targetTrafficPercent: traffic,
      state: 'PENDING',
    })),
    etag: world.etag(),
    cancelTimer: () => undefined,
  };
  world.rollouts.set(rollout.id, rollout);
  return rolloutView(rollout);
}

/** Why this pair can take no rollout at all. */
function unfit(world: World, source: Deployment, target: Deployment): string | undefined {
  const inExperiment = [...world.abExperiments.values()].some(({ members }) =>
    members.some(({ deploymentId }) => deploymentId === source.id || deploymentId === target.id),
  );
  if (inExperiment || source.shadow || target.shadow) return 'a member stands in an experiment';
  if (source.inactiveTimeout || target.inactiveTimeout) return 'a member has an idle timeout';
  return target.state === 'FAILED' ? 'the target has failed' : undefined;
}

function preview(world: World, call: Call): unknown {
  const { asked, endpoint, source, target } = readPair(world, call);
  const { steps } = planOf(asked);
  const warnings: { code: string; message: string }[] = [];
  const warn = (code: string, message: string): void => void warnings.push({ code, message });
  const need = asked.finalTargetReplicas ?? Math.max(1, source.desired);
  if (unfit(world, source, target) || world.activeRollout(endpoint.id))
    warn('CREATE_WILL_REJECT', 'create will reject');
  if (source.state !== 'READY') warn('START_WILL_REJECT', 'the source is not READY');
  if (need > target.autoscaling.maxReplicas) {
    warn('ROLLOUT_WILL_RAISE_TARGET_MAX', `maxReplicas of the target will be raised to ${need}`);
  }
  if (endpoint.split.some(({ deploymentId }) => deploymentId === target.id)) {
    warn('TARGET_ALREADY_IN_TRAFFIC_SPLIT', 'the target stands in the traffic split');
  }
  return previewView(asked, { steps, source, target, sourceReady: counts(source).ready, warnings });
}

function remove(world: World, call: Call): unknown {
  const rollout = find(world, call, 'etag');
  const { etag } = queryOf(call, 'etag');
  if (rollout.state !== 'PENDING' && !terminal(rollout))
    throw conflict(`delete of a ${rollout.state} rollout`);
  checkEtag(world, rollout.etag, etag);
  world.rollouts.delete(rollout.id);
  return {};
}
