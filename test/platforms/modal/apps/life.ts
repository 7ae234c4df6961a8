import { notFound, wrongState } from '../errors.ts';
import { LogBook } from '../logs/book.ts';
import type { App, FunctionSpec, Served, Version } from '../types.ts';
import { AppState, Result, Source } from '../words.ts';
import type { World } from '../world.ts';
import { drain, end, living, reconcile } from './containers.ts';

export function makeApp(
  world: World,
  made: { name: string; environment: string; state: AppState; by: string },
): App {
  const app: App = {
    id: world.makeId('ap-'),
    name: made.name,
    environment: made.environment,
    state: made.state,
    createdAt: world.clock.now(),
    createdBy: made.by,
    deployedAt: 0,
    deployedBy: '',
    stoppedAt: 0,
    stoppedBy: '',
    history: [],
    live: 0,
    functions: new Map(),
    tags: {},
    logs: new LogBook(world.clock),
  };
  world.apps.set(app.id, app);
  return app;
}

/** Puts a version in force: its functions are the app's, whatever was changed since the last deploy is forgotten. */
export function goLive(world: World, app: App, version: Version): void {
  app.history.push(version);
  app.live = version.version;
  app.state = AppState.deployed;
  app.deployedAt = version.deployedAt;
  app.deployedBy = version.deployedBy;
  const tags = new Set(version.functions.map(({ tag }) => tag));
  for (const [tag, served] of app.functions) if (!tags.has(tag)) remove(world, app, served);
  for (const spec of version.functions) {
    const served = register(world, app, spec);
    for (const container of living(served)) drain(world, container, world.modes.drainMs);
    reconcile(world, served);
  }
}

function register(world: World, app: App, { tag, kind, config }: FunctionSpec): Served {
  const known = app.functions.get(tag);
  if (known) {
    known.kind = kind;
    known.config = config;
    known.overrides = {};
    known.overridden.clear();
    return known;
  }
  const served: Served = {
    id: world.makeId('fu-'),
    app,
    tag,
    kind,
    config,
    overrides: {},
    overridden: new Map(),
    containers: [],
    inputs: [],
    fate: undefined,
  };
  app.functions.set(tag, served);
  world.served.set(served.id, served);
  return served;
}

function remove(world: World, app: App, served: Served): void {
  for (const container of living(served)) end(world, container, Result.terminated);
  app.functions.delete(served.tag);
  world.served.delete(served.id);
}

export function stopApp(world: World, app: App, by: string): void {
  const gone: number[] = [AppState.stopping, AppState.stopped];
  if (gone.includes(app.state)) {
    if (world.modes.stopStopped === 'accepted') return;
    throw wrongState(`App '${app.id}' is already stopped`);
  }
  app.state = AppState.stopping;
  app.stoppedAt = world.clock.now();
  app.stoppedBy = by;
  for (const served of app.functions.values()) {
    for (const container of living(served)) end(world, container, Result.terminated);
  }
  world.clock.after(world.modes.stoppingMs, () => finishStop(app));
}

function finishStop(app: App): void {
  app.state = AppState.stopped;
  app.logs.mention({ data: 'App stopped.\n', source: Source.system });
}

/** Modal takes an app away that costs more than it may. */
export function disable(world: World, app: App): void {
  stopApp(world, app, 'Modal');
  app.state = AppState.disabled;
}

export function containerOf(world: World, id: string) {
  for (const served of world.served.values()) {
    const found = served.containers.find((one) => one.id === id);
    if (found) return found;
  }
  throw notFound(`Container '${id}' not found`);
}
