import { createRun, endRun, startRun } from './runs/engine.ts';
import { enqueue, keyOf } from './runs/instances.ts';
import { addDeployment } from './routes/deployments.ts';
import type { Deployment, Json } from './types.ts';
import type { World } from './world.ts';

interface Seed {
  readonly name: string;
  readonly model: string;
  /** 0 is the newest version. */
  readonly version?: number;
  readonly hardware: string;
  readonly min: number;
  readonly max: number;
  readonly ageHours: number;
  readonly number?: number;
  /** Instances online all the time. */
  readonly warm?: true;
}

const seeds: readonly Seed[] = [
  {
    name: 'sdxl-retired',
    model: 'stability-ai/sdxl',
    version: 1,
    hardware: 'gpu-l40s',
    min: 0,
    max: 0,
    ageHours: 900,
    number: 7,
  },
  {
    name: 'chat-prod',
    model: 'meta/llama-2-7b-chat',
    hardware: 'gpu-a100-large',
    min: 1,
    max: 3,
    ageHours: 72,
    number: 4,
    warm: true,
  },
  {
    name: 'images',
    model: 'stability-ai/sdxl',
    hardware: 'gpu-l40s',
    min: 0,
    max: 2,
    ageHours: 30,
    number: 2,
  },
  { name: 'support', model: 'acme/support-agent', hardware: 'gpu-t4', min: 0, max: 1, ageHours: 10 },
  { name: '7-posters', model: 'acme/poster', hardware: 'cpu', min: 0, max: 1, ageHours: 3 },
];

/** An account in use: deployments of several ages, with runs of the last hour. */
export function seedDemo(world: World): void {
  for (const seed of seeds) addSeed(world, 'acme', seed);
  addSeed(world, 'ada', { ...seeds[2]!, name: 'private-images' });
  world.clock.advance(0);
  const chat = world.deployments.get('acme/chat-prod')!;
  for (const prompt of ['Hello', 'What is a cold boot?', 'Bye']) past(world, chat, { prompt });
  past(world, world.deployments.get('acme/images')!, { prompt: 'A lighthouse' }, 'web');
}

function addSeed(world: World, owner: string, seed: Seed): void {
  const { hardware, min, max, ageHours, number = 1 } = seed;
  const version = world.model(seed.model)!.versions[seed.version ?? 0]!.id;
  const deployment = addDeployment(world, owner, seed.name, seed.model, {
    version,
    hardware,
    min: 0,
    max: 0,
  });
  const now = world.clock.now();
  const createdUs = deployment.createdUs - ageHours * 3_600_000_000;
  const release = { version, hardware, min, max, number, createdUs };
  // As if it had been made then: only the age differs.
  world.deployments.set(keyOf(deployment), {
    ...deployment,
    createdUs,
    release,
    releases: [release],
    instances: seed.warm
      ? [{ id: -1, phase: 'ready', run: undefined, retired: false, cancelTimer: undefined }]
      : [],
    lastRunEndedAt: now - ageHours * 3_600_000,
    offlineSince: now - ageHours * 3_600_000,
  });
  if (!seed.warm) return;
  const since = now - ageHours * 3_600_000;
  world.ledger.backdate({
    deployment: `${owner}/${seed.name}`,
    sku: hardware,
    instances: 1,
    since,
    until: now,
  });
  world.ledger.record(`${owner}/${seed.name}`, hardware, 1);
}

/** A run that is over already; it took no time, since the clock must not move. */
function past(world: World, deployment: Deployment, input: Json, source: 'api' | 'web' = 'api'): void {
  const account = world.accounts.find(({ username }) => username === deployment.owner)!;
  const model = world.model(deployment.model)!;
  const version = model.versions.find(({ id }) => id === deployment.release.version)!;
  const run = createRun(world, { account, model, version, input, deployment: keyOf(deployment), source });
  const ageMs = 1_200_000;
  const earlier = { ...run, createdUs: run.createdUs - ageMs * 1000 };
  world.predictions.set(run.id, earlier);
  if (earlier.streamKey !== undefined) world.streams.set(earlier.streamKey, earlier);
  startRun(world, earlier);
  endRun(world, earlier, 'succeeded');
  earlier.startedAt = world.clock.now() - ageMs + 200;
  earlier.completedAt = earlier.startedAt + earlier.plan.runMs;
  earlier.metrics = {
    ...earlier.plan.metrics,
    predict_time: earlier.plan.runMs / 1000,
    total_time: earlier.plan.runMs / 1000 + 0.2,
  };
}

/** Many deployments at once, for lists of several pages. */
export function fill(world: World, count: number, prefix = 'bulk'): void {
  const version = world.model('acme/frames')!.versions[0]!.id;
  for (let index = 0; index < count; index += 1) {
    const name = `${prefix}-${String(index).padStart(5, '0')}`;
    addDeployment(world, 'acme', name, 'acme/frames', { version, hardware: 'cpu', min: 0, max: 0 });
  }
}

/** A run as another client of the account would make it. */
export function outsideRun(world: World, deployment: Deployment, input: Json): string {
  const account = world.accounts.find(({ username }) => username === deployment.owner)!;
  const model = world.model(deployment.model)!;
  const version = model.versions.find(({ id }) => id === deployment.release.version)!;
  const run = createRun(world, { account, model, version, input, deployment: keyOf(deployment) });
  enqueue(world, deployment, run);
  return run.id;
}
