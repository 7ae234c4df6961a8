import { living } from '../apps/containers.ts';
import { makeApp, stopApp } from '../apps/life.ts';
import { notFound } from '../errors.ts';
import type { RpcTable } from '../grpc/table.ts';
import { seconds } from '../grpc/wire.ts';
import type { App } from '../types.ts';
import { AppState, Creation } from '../words.ts';
import type { World } from '../world.ts';
import { gpuOf } from '../billing/rates.ts';
import { appHandle, functionHandle, lifecycle, stateOf } from './views.ts';

interface ById {
  readonly appId: string;
}

export function appRpcs(table: RpcTable, world: World): void {
  table
    .on('AppList', ({ environmentName }: { environmentName: string }) => ({
      apps: listed(world, world.environment(environmentName).name).map((app) => listItem(world, app)),
    }))
    .on('AppGetByDeploymentName', (request: { name: string; environmentName: string }) => {
      const { name: environment } = world.environment(request.environmentName);
      const app = world.deployed(request.name, environment);
      const previous = app ? undefined : world.previous(request.name, environment);
      return {
        appId: app?.id ?? '',
        previousAppId: previous?.id ?? '',
        environmentName: environment,
        ...(app ? { lifecycle: lifecycle(world, app) } : {}),
      };
    })
    .on('AppGetLifecycle', ({ appId }: ById) => ({ lifecycle: lifecycle(world, world.app(appId)) }))
    .on('AppGetInfo', ({ appId }: ById) => info(world, world.app(appId)))
    .on('AppGetLayout', ({ appId }: ById) => ({ appLayout: layout(world, world.app(appId)) }))
    .on('AppGetTags', ({ appId }: ById) => ({ tags: world.app(appId).tags }))
    .on('AppSetTags', ({ appId, tags }: ById & { tags: Record<string, string> }) => {
      world.app(appId).tags = { ...tags };
      return {};
    })
    .on(
      'AppGetOrCreate',
      (request: { appName: string; environmentName: string; objectCreationType: number }, { token }) => {
        const { name: environment } = world.environment(request.environmentName);
        const found = world.open(request.appName, environment);
        if (!found && request.objectCreationType === Creation.lookUp) {
          throw notFound(`App '${request.appName}' not found in environment '${environment}'`);
        }
        const app =
          found ??
          makeApp(world, {
            name: request.appName,
            environment,
            state: AppState.initializing,
            by: token.username,
          });
        return { appId: app.id, handleMetadata: appHandle(world, app) };
      },
    )
    .on('AppStop', ({ appId }: ById, { token }) => {
      stopApp(world, world.app(appId), token.username);
      return {};
    });
}

/** A stopped app stays for a while. */
function listed(world: World, environment: string): App[] {
  const since = world.clock.now() - world.clock.span(world.modes.stoppedVisibleMs);
  return [...world.apps.values()].filter((app) => {
    if (app.environment !== environment) return false;
    return app.state !== AppState.stopped || app.stoppedAt >= since;
  });
}

function listItem(world: World, app: App): object {
  const tasks = [...app.functions.values()].flatMap(living);
  return {
    appId: app.id,
    description: app.name,
    name: world.modes.appNameFilled ? app.name : '',
    state: stateOf(world, app),
    createdAt: seconds(app.createdAt),
    stoppedAt: seconds(app.stoppedAt),
    nRunningTasks: tasks.length,
    ...(world.modes.oldServer ? {} : { metadata: appHandle(world, app) }),
  };
}

function info(world: World, app: App): object {
  const summaries = [...app.functions.values()].map((served) => [
    served.tag,
    {
      gpuConfig: served.config.gpu.map((gpu) => {
        const { type, count } = gpuOf(gpu);
        return { gpuType: type, count };
      }),
      webFunction: served.kind === 'web',
      requiresProxyAuth: served.config.proxyAuth,
    },
  ]);
  return { info: appHandle(world, app), functionInfoSummaries: Object.fromEntries(summaries) as object };
}

function layout(world: World, app: App): object {
  const all = [...app.functions.values()];
  return {
    objects: all.map((served) => ({
      objectId: served.id,
      functionHandleMetadata: functionHandle(world, served),
    })),
    functionIds: Object.fromEntries(all.map(({ tag, id }) => [tag, id])),
    classIds: {},
  };
}
