import { type Answer, type Call, ok } from '../../kit/answers.ts';
import type { Router } from '../../kit/router.ts';
import { unknown } from '../errors.ts';
import type { AdapterVersion, Repo } from '../types.ts';
import type { World } from '../world.ts';

/** Jobs to look at: they exist because an adapter version names one. */
export function finetuningRoutes(router: Router, world: World): void {
  const path = '/v2/finetuning/jobs/:uuid';
  router
    .on('GET', path, (call) => ok(view(find(world, call))))
    .on('GET', `${path}/timeline`, (call) => ok(timeline(find(world, call))))
    .on('GET', `${path}/tensorboard_logs`, (call) => {
      find(world, call);
      return ok({ files: [], more: false });
    })
    .on('POST', `${path}/cancel`, (call) => cancel(find(world, call)));
}

interface Job {
  readonly uuid: string;
  readonly repo: Repo;
  readonly version: AdapterVersion;
}

function find(world: World, call: Call): Job {
  const uuid = call.params['uuid'] ?? '';
  for (const repo of world.repos.values()) {
    const version = repo.versions.find(({ finetuningJob }) => finetuningJob?.uuid === uuid);
    if (version) return { uuid, repo, version };
  }
  throw unknown(world.modes, 'job');
}

/** The keys inside `params` are snake_case, unlike a deployment's. */
function view({ uuid, repo, version }: Job): unknown {
  return {
    uuid,
    baseModel: version.baseModel,
    datasetName: `${repo.name}-training`,
    description: version.description,
    targetRepoName: repo.name,
    targetVersionTag: version.tag,
    accelerator: { id: 'a100_80gb_100' },
    status: version.status,
    params: { base_model: version.baseModel, task: 'sft', epochs: 3, learning_rate: 0.0002, rank: 16 },
  };
}

function timeline({ version }: Job): unknown {
  const startedAt = version.createdAt;
  const words = ['queued', 'training', 'completed'];
  const reached = words.slice(0, Math.max(1, words.indexOf(version.status ?? '') + 1));
  return Object.fromEntries(reached.map((word) => [word, { startedAt }]));
}

function cancel({ version }: Job): Answer {
  if (/^(pending|queued|training)$/.test(version.status ?? '')) version.status = 'canceled';
  return ok({});
}
