import { type Answer, type Call, ok } from '../../kit/answers.ts';
import type { Router } from '../../kit/router.ts';
import { invalid, unknown } from '../errors.ts';
import type { BatchJob } from '../types.ts';
import type { World } from '../world.ts';
import { bodyOf, needText } from './read.ts';

export function batchRoutes(router: Router, world: World): void {
  const path = '/v2/batch-inference/:uuid';
  router
    .on('GET', '/v2/batch-inference', (call) => {
      const jobs = [...world.batches.values()].reverse().slice(0, Number(call.query.get('limit') ?? 10));
      return ok({ data: { jobs: jobs.map(view) } });
    })
    .on('POST', '/v2/batch-inference', (call) => create(world, call))
    .on('GET', path, (call) => ok(view(jobOf(world, call))))
    // A GET that changes something: nothing may fetch it ahead or again.
    .on('GET', `${path}/cancel`, (call) => cancel(jobOf(world, call)))
    .on('GET', `${path}/results`, (call) => results(world, call));
}

function view({ cancel: _, ...job }: BatchJob): unknown {
  return job;
}

function jobOf(world: World, call: Call): BatchJob {
  const job = world.batches.get(call.params['uuid'] ?? '');
  if (!job) throw unknown(world.modes, 'job');
  return job;
}

function create(world: World, call: Call): Answer {
  const body = bodyOf(world, call);
  needText(world, body, 'dataset');
  const config = body['serverConfig'] as { baseModel?: unknown } | null | undefined;
  if (typeof config?.baseModel !== 'string') throw invalid(world.modes, 'serverConfig.baseModel is required');
  const job: BatchJob = {
    uuid: world.uuid(),
    originalRequest: body,
    status: 'queued',
    cancel: () => undefined,
  };
  world.batches.set(job.uuid, job);
  job.cancel = world.clock.after(world.timings.batchMs / 4, () => {
    job.status = 'running';
    job.cancel = world.clock.after(world.timings.batchMs, () => {
      job.status = 'completed';
      job.resultPath = `batch/${job.uuid}/results.jsonl`;
    });
  });
  return ok(view(job));
}

function cancel(job: BatchJob): Answer {
  if (job.resultPath === undefined) {
    job.cancel();
    job.status = 'canceled';
  }
  return ok(view(job));
}

function results(world: World, call: Call): Answer {
  const { uuid, resultPath } = jobOf(world, call);
  if (resultPath === undefined) throw invalid(world.modes, 'results are not available yet');
  return ok({ url: `http://${call.headers.host ?? 'localhost'}/presigned/results/${uuid}` });
}
