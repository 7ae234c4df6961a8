import { concurrencyOf, defaults, scalingOf, staticScaling } from '../apps/scaling.ts';
import { living, ready, reconcile, runningInputs, waiting } from '../apps/containers.ts';
import { invalid, notFound } from '../errors.ts';
import type { RpcTable } from '../grpc/table.ts';
import { seconds } from '../grpc/wire.ts';
import type { Scaling, Served } from '../types.ts';
import type { World } from '../world.ts';
import { functionData, functionHandle, settings } from './views.ts';

interface ById {
  readonly functionId: string;
}

const liveFields = [
  'minContainers',
  'maxContainers',
  'bufferContainers',
  'scaleupWindow',
  'scaledownWindow',
  'targetConcurrencyFloat',
] as const;

export function functionRpcs(table: RpcTable, world: World): void {
  const described = (served: Served): object => ({
    handleMetadata: functionHandle(world, served),
    ...(world.modes.functionData === 'full' && !world.modes.oldServer
      ? { function: functionData(world, served) }
      : {}),
  });
  table
    .on(
      'FunctionGet',
      ({
        appName,
        objectTag,
        environmentName,
        appVersion,
      }: {
        appName: string;
        objectTag: string;
        environmentName: string;
        appVersion: number;
      }) => {
        const app = world.deployed(appName, world.environment(environmentName).name);
        if (!app) throw notFound(`can't find app ${appName}`);
        const served = app.functions.get(objectTag);
        const versions = app.history.map(({ version }) => version);
        const known = appVersion === 0 || versions.includes(appVersion);
        if (!served || !known) throw notFound(`can't find object ${objectTag}`);
        return { functionId: served.id, serverWarnings: [], ...described(served) };
      },
    )
    .on('FunctionGetById', ({ functionId }: ById) => described(world.function(functionId)))
    .on(
      'FunctionUpdateSchedulingParams',
      (request: ById & { warmPoolSizeOverride: number; settings: Partial<Scaling> | null }, { token }) => {
        if (request.warmPoolSizeOverride !== 0)
          throw invalid('warm_pool_size_override is no longer supported');
        const served = world.function(request.functionId);
        change(world, served, request.settings ?? {}, token.username);
        return { currentSettings: settings(scalingOf(served)) };
      },
    )
    .on('FunctionGetSchedulingParams', ({ functionId }: ById) => ({
      autoscalerConfiguration: configuration(world.function(functionId)),
    }))
    .on('FunctionGetCurrentStats', ({ functionId }: ById) => current(world.function(functionId)));
}

/** Merges what is set; nothing is changed when the whole would make no sense. */
function change(world: World, served: Served, given: Partial<Scaling>, by: string): void {
  const fields = liveFields.filter((field) => given[field] !== undefined);
  const overrides = { ...served.overrides };
  for (const field of fields) overrides[field] = given[field]!;
  const merged = { ...scalingOf(served), ...overrides };
  const { minContainers = 0, maxContainers, scaledownWindow } = merged;
  if (maxContainers !== undefined && minContainers > maxContainers) {
    throw invalid('`min_containers` cannot be greater than `max_containers`');
  }
  if (scaledownWindow !== undefined && (scaledownWindow < 2 || scaledownWindow > 1200)) {
    throw invalid('`scaledown_window` must be between 2 and 1200 seconds');
  }
  served.overrides = overrides;
  for (const field of fields) served.overridden.set(field, { at: world.clock.now(), by });
  reconcile(world, served);
}

function configuration(served: Served): object {
  const events = [...served.overridden].map(([field, { at, by }]) => [
    field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    { userId: `us-${by}`, timestamp: seconds(at), requestedBy: by },
  ]);
  return {
    settings: settings(scalingOf(served)),
    overrideEvents: Object.fromEntries(events) as object,
    defaultSettings: settings(defaults),
    staticSettings: settings(staticScaling(served)),
    overrideSettings: settings(served.overrides),
  };
}

function current(served: Served): object {
  const running = runningInputs(served);
  const { target } = concurrencyOf(served);
  const up = living(served).filter(ready).length;
  return {
    backlog: waiting(served).length,
    numTotalTasks: living(served).length,
    numRunningInputs: running,
    inputHeadroom: Math.max(0, Math.floor(up * target) - running),
  };
}
