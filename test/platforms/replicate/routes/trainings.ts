import { type Answer, ok } from '../../kit/answers.ts';
import { invalid, notFound, refusal } from '../errors.ts';
import { hexId, isoMs, isoUs } from '../ids.ts';
import { paged } from '../paging.ts';
import { ended, type Json, type Model, type Training, type Version } from '../types.ts';
import type { World } from '../world.ts';
import { bodyOf, created, modelAt, type routesOf, type Visit } from './context.ts';
import { versionAt } from './versions.ts';

export function trainingRoutes(on: ReturnType<typeof routesOf>): void {
  on('POST', '/models/:owner/:name/versions/:version/trainings', startTraining);
  on('GET', '/trainings', ({ world, call, account }) => {
    const own = [...world.trainings.values()].filter((one) => one.account === account.username);
    return ok(paged(world, call, own, (one) => trainingView(world, one)));
  });
  on('GET', '/trainings/:id', (visit) => ok(trainingView(visit.world, trainingAt(visit))));
  on('POST', '/trainings/:id/cancel', (visit) => {
    const training = trainingAt(visit);
    if (!ended(training)) end(visit.world, training, 'canceled');
    return ok(trainingView(visit.world, training));
  });
}

function trainingAt({ world, call, account }: Visit): Training {
  const found = world.trainings.get(call.params['id']!);
  if (found?.account !== account.username) throw notFound('no such training');
  return found;
}

function startTraining(visit: Visit): Answer {
  const { world, account } = visit;
  const model = modelAt(visit);
  const version = versionAt(visit, model);
  const { destination, input } = bodyOf(visit);
  if (typeof destination !== 'string' || typeof input !== 'object' || input === null) {
    throw invalid([{ pointer: '/destination', detail: 'Give destination and input.' }]);
  }
  const target = world.visible(destination, account);
  if (target?.owner !== account.username) {
    throw refusal(404, 'The specified training destination does not exist');
  }
  const training: Training = {
    id: world.makeId(),
    account: account.username,
    model: `${model.owner}/${model.name}`,
    version: version.id,
    destination,
    input: input as Json,
    createdUs: world.stamp(),
    status: 'starting',
    startedAt: undefined,
    completedAt: undefined,
    newVersion: undefined,
  };
  world.trainings.set(training.id, training);
  world.clock.after(world.timings.trainingMs / 10, () => begin(world, training));
  world.clock.after(world.timings.trainingMs, () => succeed(world, training, target, version));
  // Fresh answers still speak of predictions.
  const base = `${world.origin}/v1/predictions/${training.id}`;
  return created({ ...trainingView(world, training), urls: { get: base, cancel: `${base}/cancel` } });
}

function begin(world: World, training: Training): void {
  if (ended(training)) return;
  training.status = 'processing';
  training.startedAt = world.clock.now();
}

function succeed(world: World, training: Training, target: Model, base: Version): void {
  if (ended(training)) return;
  const id = hexId(`training:${training.id}`);
  target.versions.unshift({ ...base, id, createdUs: world.stamp() });
  training.newVersion = `${training.destination}:${id}`;
  end(world, training, 'succeeded');
}

function end(world: World, training: Training, status: Training['status']): void {
  training.status = status;
  training.completedAt = world.clock.now();
}

function trainingView(world: World, training: Training): Json {
  const { id, startedAt, completedAt, createdUs, newVersion } = training;
  const url = `${world.origin}/v1/trainings/${id}`;
  const seconds = (from: number): number => (completedAt! - from) / 1000;
  return {
    id,
    model: training.model,
    version: training.version,
    input: training.input,
    ...(newVersion === undefined
      ? {}
      : { output: { version: newVersion, weights: 'https://replicate.delivery/pbxt/weights.tar' } }),
    logs: '',
    error: null,
    status: training.status,
    source: 'api',
    created_at: isoUs(createdUs),
    ...(startedAt === undefined ? {} : { started_at: isoMs(startedAt) }),
    ...(completedAt === undefined
      ? {}
      : {
          completed_at: isoMs(completedAt),
          metrics: {
            ...(startedAt === undefined ? {} : { predict_time: seconds(startedAt) }),
            total_time: seconds(createdUs / 1000),
          },
        }),
    urls: { get: url, cancel: `${url}/cancel` },
  };
}
