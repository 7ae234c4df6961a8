import { accelerators, account, baseModels } from './account.ts';
import { makeDeployment } from './create.ts';
import { bringUp, setReplicas, touch } from './lifecycle.ts';
import type { AdapterVersion, Deployment } from './types.ts';
import type { World } from './world.ts';

/** Base models that are always there. */
export function seedShared(world: World): void {
  for (const name of Object.keys(baseModels)) {
    const config = { baseModel: name, minReplicas: 1, maxReplicas: 4 };
    settle(world, makeDeployment(world, { name, description: null, shared: true, config }), 2);
  }
}

/** A deployment for each thing a list must be able to show. */
export function seedDemo(world: World): void {
  seedRepos(world);
  const config = { baseModel: 'qwen3-8b', accelerator: 'l40s_48gb_100', cooldownTime: 1800 };
  const make = (name: string, more: Record<string, unknown> = {}, description = ''): Deployment =>
    makeDeployment(world, { name, description, config: { ...config, ...more } });

  settle(
    world,
    make('support-prod', { minReplicas: 1, maxReplicas: 3, requestLoggingEnabled: true }, 'Support answers'),
    2,
  );
  history(world, 'support-prod', 5 * 3_600_000, 2);
  settle(world, make('sql-preloaded', { minReplicas: 1, preloadedAdapters: ['sql/1'] }), 1);

  const idle = make('nightly-batch', { cooldownTime: 600 });
  settle(world, idle, 1);
  setReplicas(world, idle, 0);
  idle.status = 'standby';
  history(world, 'nightly-batch', 1_800_000, 1);

  world.fates.push({ kind: 'stuck', status: 'hibernating' });
  const odd = make('experiment', { baseModel: 'acme/custom-7b', accelerator: 'a10_24gb_100' });
  odd.status = 'hibernating';

  world.fates.push({ kind: 'failed' });
  const broken = make('broken-load', { hfToken: 'hf_example' });
  broken.events.push(at(world, 'Pending', 7_200_000), at(world, 'Failed', 7_000_000));
  broken.errorText = 'Failed to download model weights';
  broken.status = 'failed';

  bringUp(world, make('fresh-start', { minReplicas: 1 }));
}

function settle(world: World, deployment: Deployment, replicas: number): void {
  deployment.events.push(
    at(world, 'Pending', 90_000_000),
    at(world, 'Initializing', 89_900_000),
    at(world, 'Ready', 89_700_000),
  );
  deployment.status = 'ready';
  setReplicas(world, deployment, replicas);
  touch(world, deployment);
}

function at(world: World, eventType: string, msAgo: number): { eventType: string; timestamp: string } {
  return { eventType, timestamp: world.clock.iso(world.clock.now() - msAgo).replace(/\.\d+Z$/, 'Z') };
}

function history(world: World, name: string, ms: number, replicas: number): void {
  const { accelerator } = world.deployments.get(name)!;
  world.ledger.backdate(name, replicas, ms, accelerators[accelerator]);
}

function seedRepos(world: World): void {
  const made = (name: string, versions: AdapterVersion[], description: string | null = null): void => {
    world.repos.set(name, { uuid: world.uuid(), name, description, versions });
  };
  const version = (tag: number, more: Partial<AdapterVersion> = {}): AdapterVersion => ({
    tag,
    createdAt: world.clock.iso(world.clock.now() - (30 - tag) * 86_400_000),
    createdBy: account.username,
    baseModel: 'qwen3-8b',
    archived: false,
    status: 'completed',
    adapterPath: `adapters/${world.uuid()}`,
    checkpoint: null,
    description: null,
    finetuningJob: { uuid: world.uuid(), error: null },
    ...more,
  });
  const jobless = (tag: number): AdapterVersion => {
    const { finetuningJob: _, ...uploaded } = version(tag, { status: '' });
    return uploaded;
  };
  made(
    'support',
    [
      version(1),
      version(2),
      version(3, { status: 'pending', adapterPath: null }),
      version(4, { adapterPath: null }),
      version(5, { archived: true }),
      version(6, {
        status: 'errored',
        adapterPath: null,
        finetuningJob: { uuid: world.uuid(), error: 'CUDA out of memory' },
      }),
      version(7, { status: 'training', checkpoint: 2 }),
    ],
    'Answers to customers',
  );
  made('sql', [version(1), jobless(2)]);
  made('llama-tone', [version(1, { baseModel: 'llama-3-1-8b-instruct' })]);
  made('empty', []);
}
