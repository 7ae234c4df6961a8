import { randomFrom } from '../kit/random.ts';
import { addOwnModels, configProject } from './catalogue/load.ts';
import { words } from './errors.ts';
import { beginRun, reconcile } from './lifecycle.ts';
import { canServe } from './routing.ts';
import { seedLegacy } from './seedsLegacy.ts';
import type { Autoscaling, Deployment, Endpoint, Fate } from './types.ts';
import { account, platformProject, type World } from './world.ts';

const hour = 3_600_000;

/** An account with something in every state a person may meet. */
export function seedDemo(world: World): void {
  addOwnModels(world);
  seedLegacy(world);

  const chat = endpoint(world, 'chat-prod', 30 * hour);
  const prod = running(world, chat, 'qwen-fp8', 'qwen9_fp8_0', 2, {
    minReplicas: 1,
    maxReplicas: 4,
    scaleDownWindow: '300s',
  });
  const next = running(world, chat, 'qwen-bf16', 'qwen9_bf16_1', 1, { minReplicas: 1, maxReplicas: 1 });
  chat.split = chat.routed = [{ deploymentId: prod.id, weight: 1 }];
  traffic(world, prod, 480);
  // Other people's requests: enough to hold two replicas.
  prod.load = { inflight_requests: 14 };
  world.clock.every(4 * 60_000, () => background(world, prod));

  const support = endpoint(world, 'support-bot', 3 * hour);
  running(
    world,
    support,
    'tuned',
    'support',
    1,
    { minReplicas: 1, maxReplicas: 1 },
    'ml_support',
    account.project_id,
  );

  const growing = endpoint(world, 'llama-batch', 0.1 * hour);
  starting(world, growing, 'llama-70b', 'llama70_fp8_0', undefined);
  const short = endpoint(world, 'reasoning', 1.5 * hour);
  starting(world, short, 'r1', 'r1_fp8_0', { kind: 'noCapacity' });
  const broken = endpoint(world, 'glm-trial', 7 * hour);
  starting(world, broken, 'glm', 'gb300_fp4_0', {
    kind: 'rejected',
    message: 'Cannot place replicas: no cluster offers this hardware',
  });
  const asleep = endpoint(world, 'nightly-eval', 50 * hour);
  const stopped = make(world, asleep, 'qwen-b200', 'qwen9_fp8_2', { minReplicas: 0, maxReplicas: 0 });
  asleep.split = asleep.routed = [{ deploymentId: stopped.id, weight: 1 }];
  reconcile(world, stopped);
  const odd = endpoint(world, 'thinking-a100', 2 * hour);
  const unpriced = running(world, odd, 'thinking', 'thinking_bf16_0', 1, { minReplicas: 1, maxReplicas: 1 });
  odd.split = odd.routed = [{ deploymentId: unpriced.id, weight: 1 }];
  traffic(world, unpriced, 40);
  endpoint(world, 'empty-shell', 0.5 * hour);
  history(world, prod, next);
}

/** Stopped deployments, each in an endpoint of its own, for lists of many pages. */
export function fill(world: World, count: number, prefix = 'bulk'): void {
  for (let index = 0; index < count; index += 1) {
    const name = `${prefix}-${String(index).padStart(5, '0')}`;
    const parent = endpoint(world, name, hour);
    reconcile(world, make(world, parent, name, 'qwen9_fp8_0', { minReplicas: 0, maxReplicas: 0 }));
  }
}

function endpoint(world: World, shortName: string, ageMs: number): Endpoint {
  const createdAt = world.clock.now() - ageMs;
  const made: Endpoint = {
    id: world.newId('ep_'),
    projectId: account.project_id,
    shortName,
    visibility: 'VISIBILITY_PRIVATE',
    etag: world.etag(),
    createdAt,
    updatedAt: createdAt,
    split: [],
    routed: [],
  };
  world.endpoints.set(made.id, made);
  world.emit(
    { type: 'endpoint.created', endpointId: made.id, at: createdAt },
    { name: world.endpointName(made) },
  );
  return made;
}

function make(
  world: World,
  parent: Endpoint,
  shortName: string,
  key: string,
  autoscaling: Autoscaling,
  modelId = `ml_${key}`,
  owner: string = platformProject,
): Deployment {
  const config = world.configs.get(`cr_${key}`)!;
  const selector = (name: string): string => config.selectors.find((one) => one.key === name)!.value;
  const createdAt = parent.createdAt + 60_000;
  const deployment: Deployment = {
    id: world.newId('dep_'),
    projectId: account.project_id,
    endpointId: parent.id,
    shortName,
    model: { projectId: owner, id: modelId, revisionId: world.models.get(modelId)!.revisions.at(-1)!.id },
    config: { projectId: configProject, id: config.id },
    hardware: `${selector('accelerator_count')}x${selector('accelerator_type')}`,
    enableLora: config.selectors.some((one) => one.key === 'adapter_mode' && one.value !== 'disabled'),
    createdAt,
    updatedAt: createdAt,
    etag: world.etag(),
    autoscaling,
    shadow: false,
    desired: autoscaling.minReplicas,
    replicas: [],
    state: 'STOPPED',
    message: '',
    runStartedAt: createdAt,
    everReady: false,
    adapters: [],
    inFlight: 0,
    load: {},
    lastRequestAt: world.clock.now(),
  };
  world.deployments.set(deployment.id, deployment);
  const ids = { endpointId: parent.id, deploymentId: deployment.id };
  world.emit(
    { type: 'deployment.created', ...ids, at: createdAt },
    { name: world.deploymentName(deployment) },
  );
  return deployment;
}

/** Ready since ten minutes after its creation, with that time in the ledger. */
function running(
  world: World,
  parent: Endpoint,
  shortName: string,
  key: string,
  replicas: number,
  autoscaling: Autoscaling,
  modelId?: string,
  owner?: string,
): Deployment {
  const deployment = make(world, parent, shortName, key, autoscaling, modelId, owner);
  deployment.desired = replicas;
  deployment.everReady = true;
  deployment.replicas = Array.from({ length: replicas }, () => ({
    id: world.newId('rep_'),
    phase: 'ready' as const,
    cancel: () => undefined,
  }));
  const { id, hardware, createdAt } = deployment;
  const centsPerHour = world.instanceTypes.get(hardware)?.priceCentsPerHour;
  const since = createdAt + 600_000;
  world.ledger.backdate({
    deploymentId: id,
    hardware,
    ready: replicas,
    since,
    until: world.clock.now(),
    centsPerHour,
  });
  reconcile(world, deployment);
  return deployment;
}

function starting(
  world: World,
  parent: Endpoint,
  shortName: string,
  key: string,
  fate: Fate | undefined,
): void {
  const deployment = make(world, parent, shortName, key, { minReplicas: 1, maxReplicas: 2 });
  if (fate) deployment.fate = fate;
  beginRun(world, deployment);
  if (fate?.kind === 'noCapacity') deployment.blocked = words.noCapacity;
  reconcile(world, deployment);
}

/** A day of requests with a daily rhythm and a few failures. */
function traffic(world: World, deployment: Deployment, requests: number): void {
  const random = randomFrom(deployment.shortName);
  const now = world.clock.now();
  for (let left = requests; left > 0; left -= 1) {
    serve(world, deployment, Math.floor(now - (left / requests) ** 1.3 * 24 * hour), random);
  }
}

function background(world: World, deployment: Deployment): void {
  if (canServe(deployment) && world.deployments.has(deployment.id)) {
    serve(world, deployment, world.clock.now(), randomFrom(world.clock.now()));
  }
}

function serve(world: World, deployment: Deployment, at: number, random: () => number): void {
  const failed = random() < 0.01;
  const outputTokens = failed ? 0 : 40 + Math.floor(random() * 300);
  const ttftMs = Math.round(90 + random() * 160);
  world.served.push({
    at,
    endpointId: deployment.endpointId,
    deploymentId: deployment.id,
    status: failed ? 500 : 200,
    inputTokens: 60 + Math.floor(random() * 400),
    outputTokens,
    ttftMs,
    latencyMs: Math.round(ttftMs + outputTokens * (6 + random() * 4)),
  });
}

function history(world: World, prod: Deployment, next: Deployment): void {
  const now = world.clock.now();
  const ids = { endpointId: prod.endpointId, deploymentId: prod.id };
  world.emit(
    { type: 'deployment.scaled', source: 'autoscaler', ...ids, at: now - 5 * hour },
    { oldReplicas: 1, newReplicas: 2 },
  );
  world.emit(
    { type: 'pod.log', level: 'ERROR', ...ids, at: now - 9 * hour },
    {
      containerName: 'engine',
      replicaId: 'rep_old',
      logExcerpt: 'torch.OutOfMemoryError: CUDA out of memory.',
    },
  );
  world.emit(
    { type: 'condition.set', ...ids, at: now - 8 * hour },
    { name: 'Ready', status: 'True', reason: 'AllReplicasReady' },
  );
  world.emit(
    { type: 'deployment.updated', endpointId: next.endpointId, deploymentId: next.id, at: now - 2 * hour },
    { paths: ['autoscaling'] },
  );
}
