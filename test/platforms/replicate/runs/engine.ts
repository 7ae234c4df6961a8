import type { Account, Json, Model, Prediction, Status, Version } from '../types.ts';
import { ended, OutputFile } from '../types.ts';
import type { World } from '../world.ts';
import { planFor, timesOf } from './plan.ts';
import { secretNames } from './input.ts';

export interface Ask {
  readonly account: Account;
  readonly model: Model;
  readonly version: Version;
  readonly input: Json;
  readonly deployment?: string;
  /** Counted from creation. */
  readonly deadlineMs?: number | undefined;
  readonly source?: 'api' | 'web';
}

/** A new run in `starting`; whoever asked for it decides where and when it runs. */
export function createRun(world: World, ask: Ask): Prediction {
  const { account, model, version, deployment, deadlineMs } = ask;
  const plan = planFor(version, ask.input, world.runFates.shift());
  const prediction: Prediction = {
    id: world.makeId(),
    account: account.username,
    source: ask.source ?? 'api',
    model: `${model.owner}/${model.name}`,
    version: model.official ? 'hidden' : version.id,
    deployment,
    createdUs: world.stamp(),
    deadlineAt: deadlineMs === undefined ? undefined : world.clock.now() + deadlineMs,
    plan,
    streamKey: plan.streams && world.makeId(40),
    input: masked(version, ask.input),
    status: 'starting',
    startedAt: undefined,
    completedAt: undefined,
    output: null,
    logs: '',
    error: null,
    metrics: {},
    dataRemoved: false,
    events: [],
    timers: [],
    released: undefined,
  };
  model.runCount += 1;
  world.predictions.set(prediction.id, prediction);
  if (prediction.streamKey !== undefined) world.streams.set(prediction.streamKey, prediction);
  if (deadlineMs !== undefined) {
    prediction.timers.push(world.human(deadlineMs, () => reachDeadline(world, prediction)));
  }
  return prediction;
}

/** Secrets are kept from every reader, also from the one who sent them. */
function masked(version: Version, input: Json): Json {
  const secrets = secretNames(version);
  return Object.fromEntries(
    Object.entries(input).map(([key, value]) => [key, secrets.has(key) ? '[REDACTED]' : value]),
  );
}

export function startRun(world: World, prediction: Prediction): void {
  const { plan } = prediction;
  prediction.status = 'processing';
  prediction.startedAt = world.clock.now();
  for (const { at, text } of plan.logs) {
    prediction.timers.push(world.human(at, () => log(world, prediction, text)));
  }
  for (const { at, value } of plan.pieces) {
    prediction.timers.push(world.human(at, () => grow(world, prediction, value)));
  }
  if (Number.isFinite(plan.runMs)) {
    const status = plan.error === undefined ? 'succeeded' : 'failed';
    prediction.timers.push(world.human(plan.runMs, () => endRun(world, prediction, status, plan.error)));
  }
  const overdue = (): void =>
    endRun(world, prediction, world.modes.limitStatus, 'Prediction timed out after 30 minutes');
  prediction.timers.push(world.clock.after(world.timings.runLimitMs, overdue));
  world.changed(prediction);
}

function log(world: World, prediction: Prediction, text: string): void {
  prediction.logs += text;
  emit(world, prediction, 'logs', text);
}

function grow(world: World, prediction: Prediction, value: unknown): void {
  prediction.output = [...((prediction.output ?? []) as unknown[]), value];
  emit(world, prediction, 'output', value);
}

export function endRun(world: World, prediction: Prediction, status: Status, error?: string): void {
  if (ended(prediction)) return;
  const now = world.clock.now();
  for (const cancel of prediction.timers) cancel();
  prediction.timers = [];
  prediction.status = status;
  prediction.completedAt = now;
  if (status === 'failed') prediction.error = error ?? 'Prediction failed';
  if (status === 'canceled') prediction.output = null;
  if (status === 'succeeded') deliver(world, prediction);
  prediction.metrics = {
    ...(status === 'succeeded' ? prediction.plan.metrics : {}),
    ...timesOf(prediction, now),
  };
  if (status === 'failed') emit(world, prediction, 'error', prediction.error);
  emit(world, prediction, 'done', status === 'failed' ? 'error' : status);
  world.clock.after(world.timings.retentionMs, () => removeData(world, prediction));
  prediction.released?.();
  prediction.released = undefined;
  world.changed(prediction);
}

/** Gives every file its address; a stream of files tells them now. */
function deliver(world: World, prediction: Prediction): void {
  prediction.output = prediction.plan.output;
  for (const [index, file] of filesIn(prediction.output).entries()) {
    const path = `/pbxt/${world.makeId(40)}/out-${index}.${file.type === 'image/png' ? 'png' : 'txt'}`;
    file.url = world.deliveryOrigin + path;
    world.outputs.set(path, file);
    if (prediction.plan.streams === 'files') emit(world, prediction, 'output', file);
  }
}

export function filesIn(value: unknown): OutputFile[] {
  if (value instanceof OutputFile) return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(filesIn);
}

function emit(
  world: World,
  prediction: Prediction,
  name: 'output' | 'logs' | 'error' | 'done',
  data: unknown,
): void {
  const seconds = Math.floor(world.clock.now() / 1000);
  const sameSecond = prediction.events.filter(({ id }) => id.startsWith(`${seconds}:`)).length;
  prediction.events.push({ id: `${seconds}:${sameSecond}`, name, data });
  world.changed(prediction);
}

/** Before the start nothing was billed, hence a word of its own. */
function reachDeadline(world: World, prediction: Prediction): void {
  endRun(world, prediction, prediction.status === 'starting' ? 'aborted' : 'canceled');
}

/** After about an hour only times, status and metrics of an API run remain, and its files are gone. */
function removeData(world: World, prediction: Prediction): void {
  if (prediction.source === 'web') return;
  const paths = new Set(filesIn(prediction.output).map(({ url }) => url.slice(world.deliveryOrigin.length)));
  for (const path of paths) world.outputs.delete(path);
  prediction.output = null;
  prediction.logs = '';
  prediction.input = world.modes.removedInput === 'null' ? null : {};
  if (world.modes.removedMetrics === 'dropped') prediction.metrics = {};
  prediction.dataRemoved = true;
  prediction.events = [];
}
