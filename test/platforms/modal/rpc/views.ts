import { gpuOf } from '../billing/rates.ts';
import { seconds } from '../grpc/wire.ts';
import type { App, Scaling, Served } from '../types.ts';
import { scalingOf } from '../apps/scaling.ts';
import { functionType, unknownState, webServer } from '../words.ts';
import { workspace, type World } from '../world.ts';

export const stateOf = (world: World, app: App): number =>
  world.modes.unknownEnums ? unknownState : app.state;

export function lifecycle(world: World, app: App): object {
  return {
    appState: stateOf(world, app),
    createdAt: seconds(app.createdAt),
    createdBy: app.createdBy,
    deployedAt: seconds(app.deployedAt),
    deployedBy: app.deployedBy,
    version: app.live,
    stoppedAt: seconds(app.stoppedAt),
    stoppedBy: app.stoppedBy,
  };
}

export function appHandle(world: World, app: App): object {
  const all = [...app.functions.values()];
  const ids = (kind: Served['kind']): Record<string, string> =>
    Object.fromEntries(all.filter((one) => one.kind === kind).map(({ tag, id }) => [tag, id]));
  return {
    description: app.name,
    appId: app.id,
    environmentName: app.environment,
    lifecycle: lifecycle(world, app),
    functions: ids('web'),
    servers: ids('server'),
  };
}

/** A web function's address is its `web_url`; a server's stands elsewhere. */
export function functionHandle(world: World, served: Served): object {
  const url = world.urlOf(served);
  return {
    functionName: served.tag,
    functionType,
    isMethod: false,
    appId: served.app.id,
    definitionId: `de-${served.id.slice(3)}`,
    ...(served.kind === 'web' ? { webUrl: url } : { _experimentalFlashUrls: [url] }),
    supportedInputFormats: [2],
    supportedOutputFormats: [2, 3],
  };
}

export function functionData(world: World, served: Served): object {
  const { config, tag, kind } = served;
  const web = kind === 'web';
  return {
    functionName: tag,
    implementationName: tag,
    functionType,
    warmPoolSize: config.min,
    concurrencyLimit: config.max ?? 0,
    taskIdleTimeoutSecs: config.scaledownSeconds,
    timeoutSecs: config.timeoutSeconds,
    startupTimeoutSecs: config.startupSeconds,
    isServer: !web,
    autoscalerSettings: settings(scalingOf(served)),
    rankedFunctions: config.gpu.map((gpu, rank) => ({ rank, function: rankedFunction(served, gpu) })),
    ...(web
      ? { webUrl: world.urlOf(served), webhookConfig: webhook(served) }
      : { flashServiceUrls: [world.urlOf(served)], httpConfig: http(served), routingRegion: 'us-east' }),
  };
}

function rankedFunction(served: Served, gpu: string): object {
  const { type, count } = gpuOf(gpu);
  const { config } = served;
  return {
    functionName: served.tag,
    resources: { gpuConfig: { gpuType: type, count }, milliCpu: 2000, memoryMb: 16_384 },
    timeoutSecs: config.timeoutSeconds,
    startupTimeoutSecs: config.startupSeconds,
    maxConcurrentInputs: config.maxInputs,
    targetConcurrentInputs: config.targetInputs ?? 0,
    schedulerPlacement: { regions: config.region ? [config.region] : [] },
    isServer: served.kind === 'server',
  };
}

const webhook = ({ config }: Served): object => ({
  type: webServer,
  asyncMode: 4,
  webServerPort: config.port,
  webServerStartupTimeout: config.startupSeconds,
  requiresProxyAuth: config.proxyAuth,
});

const http = ({ config }: Served): object => ({
  port: config.port,
  proxyRegions: ['us-east'],
  startupTimeout: config.startupSeconds,
  targetConcurrency: config.targetInputs ?? 0,
  unauthenticated: !config.proxyAuth,
});

/** On the wire a server's fractional target stands beside its rounded one. */
export const settings = (scaling: Scaling): object => ({
  ...scaling,
  ...(scaling.targetConcurrencyFloat === undefined
    ? {}
    : { targetConcurrency: Math.max(1, Math.round(scaling.targetConcurrencyFloat)) }),
});

export const appPage = ({ environment, name }: App): string =>
  `https://modal.com/apps/${workspace.name}/${environment}/deployed/${name}`;
