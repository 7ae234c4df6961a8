import { type Gpu, gpuOf } from '../billing/rates.ts';
import type { Container, Input, Served } from '../types.ts';
import { AppState, Result, Source, TaskState } from '../words.ts';
import type { World } from '../world.ts';
import { concurrencyOf, scalingOf } from './scaling.ts';

/** A container whose start failed is tried again after this. */
const retryMs = 5_000;

export const alive = ({ finishedAt }: Container): boolean => finishedAt === 0;
export const ready = (one: Container): boolean => alive(one) && one.startedAt > 0 && !one.draining;
export const living = (served: Served): Container[] => served.containers.filter(alive);

export const waiting = ({ inputs }: Served): Input[] =>
  inputs.filter(({ assigned, finishedAt }) => assigned !== undefined && finishedAt === 0);

export const runningInputs = (served: Served): number =>
  living(served).reduce((sum, { running }) => sum + running, 0);

/** Gives waiting requests a container, and starts or ends containers as the numbers ask for. */
export function reconcile(world: World, served: Served): void {
  assign(served);
  const { app } = served;
  if (app.state !== AppState.deployed && app.state !== AppState.ephemeral) return;
  const current = living(served).filter(({ draining }) => !draining);
  const capacity = (scalingOf(served).maxContainers ?? 100) - living(served).length;
  const missing = Math.min(wanted(served) - current.length, capacity);
  for (let left = missing; left > 0; left -= 1) start(world, served);
  for (const container of current) armScaledown(world, container);
}

function wanted(served: Served): number {
  const { minContainers = 0, maxContainers = 100, bufferContainers = 0 } = scalingOf(served);
  const load = waiting(served).length + runningInputs(served);
  const needed = Math.ceil(load / concurrencyOf(served).target);
  return Math.min(Math.max(minContainers, needed + (load > 0 ? bufferContainers : 0)), maxContainers);
}

/** A start that nothing waits for: what a request does to a server without containers. */
export function wake(world: World, served: Served): void {
  const { maxContainers = 100 } = scalingOf(served);
  if (
    living(served).length < Math.max(1, maxContainers) &&
    living(served).every(({ draining }) => draining)
  ) {
    start(world, served);
  }
}

export function start(world: World, served: Served): Container {
  const { app, config, fate } = served;
  const gpu: Gpu = config.gpu[0] === undefined ? { type: '', count: 0 } : gpuOf(config.gpu[0]);
  const container: Container = {
    id: world.makeId('ta-'),
    served,
    version: app.live,
    gpu,
    enqueuedAt: world.clock.now(),
    startedAt: 0,
    finishedAt: 0,
    result: undefined,
    draining: false,
    running: 0,
    idleSince: world.clock.now(),
    cancel: () => undefined,
  };
  served.containers.push(container);
  world.ledger.open(container.id, { appId: app.id, gpu, region: config.region });
  const coldStartMs = fate?.kind === 'slow' ? fate.coldStartMs : world.modes.coldStartMs;
  say(container, { state: TaskState.created });
  say(container, {
    state: TaskState.queued,
    progress: { len: 0, pos: 0, progressType: 1, description: 'Waiting for a worker' },
  });
  if (fate?.kind !== 'noCapacity') boot(world, container, coldStartMs);
  return container;
}

/** The steps of a start, each at its part of the whole. */
function boot(world: World, container: Container, coldStartMs: number): void {
  const { served } = container;
  const { model } = served.config;
  const steps: [number, () => void][] = [
    [0.05, () => say(container, { state: TaskState.workerAssigned })],
    [0.1, () => say(container, { state: TaskState.loadingImage })],
    [0.3, () => say(container, { state: TaskState.creatingContainer })],
    [0.4, () => err(container, `INFO [api_server.py] vLLM API server version 0.11.2, model ${model}\n`)],
    [0.6, () => err(container, '\rLoading safetensors checkpoint shards:  50% Completed | 1/2')],
    [0.8, () => err(container, '\rLoading safetensors checkpoint shards: 100% Completed | 2/2\n')],
    [1, () => (served.fate?.kind === 'crashes' ? crash(world, container) : up(world, container))],
  ];
  const undo = steps.map(([part, act]) => world.clock.after(coldStartMs * part, act));
  container.cancel = () => undo.forEach((take) => take());
}

export function up(world: World, container: Container): void {
  container.cancel();
  container.startedAt = world.clock.now();
  container.idleSince = world.clock.now();
  err(
    container,
    `INFO:     Uvicorn running on http://0.0.0.0:${container.served.config.port} (Press CTRL+C to quit)\n`,
  );
  say(container, { state: TaskState.idle });
  container.cancel = () => undefined;
  reconcile(world, container.served);
}

function crash(world: World, container: Container): void {
  const { served } = container;
  const message =
    (served.fate?.kind === 'crashes' && served.fate.message) ||
    'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 224.00 MiB.';
  err(container, 'Traceback (most recent call last):\n');
  err(container, `  File "/usr/local/bin/vllm", line 8, in <module>\n${message}\n`);
  end(world, container, Result.initFailure);
  world.clock.after(retryMs, () => reconcile(world, served));
}

/** Ends a container once it has been idle for the window and the minimum does not need it. */
function armScaledown(world: World, container: Container): void {
  if (!ready(container) || container.running > 0) return;
  container.cancel();
  const { scaledownWindow = 60 } = scalingOf(container.served);
  const idleMs = (world.clock.now() - container.idleSince) / world.clock.span(1);
  container.cancel = world.clock.after(scaledownWindow * 1000 - idleMs, () => {
    const { served } = container;
    const { minContainers = 0 } = scalingOf(served);
    const current = living(served).filter(({ draining }) => !draining);
    if (!alive(container) || container.running > 0 || current.length <= minContainers) return;
    end(world, container, Result.idleTimeout);
  });
}

export function end(world: World, container: Container, result: Result): void {
  if (!alive(container)) return;
  container.cancel();
  container.finishedAt = world.clock.now();
  container.result = result;
  world.ledger.close(container.id);
  say(container, { state: TaskState.completed });
}

/** Lets a container finish what it has, and takes it away then, or after `ms` without work. */
export function drain(world: World, container: Container, ms: number): void {
  container.draining = true;
  container.cancel();
  container.cancel = world.clock.after(ms, () => {
    if (container.running === 0) retire(world, container);
  });
}

export function retire(world: World, container: Container): void {
  end(world, container, Result.success);
  reconcile(world, container.served);
}

function assign(served: Served): void {
  const { most } = concurrencyOf(served);
  for (const input of waiting(served)) {
    const free = served.containers
      .filter((one) => ready(one) && one.running < most)
      .toSorted((a, b) => a.running - b.running)[0];
    if (!free) return;
    const { assigned } = input;
    input.assigned = undefined;
    assigned?.(free);
  }
}

const say = ({ id, served }: Container, said: object): void => {
  served.app.logs.write({ taskId: id, functionId: served.id, source: Source.system, ...said });
};

export function err({ id, served }: Container, data: string): void {
  served.app.logs.write({ taskId: id, functionId: served.id, source: Source.stderr, data });
}
