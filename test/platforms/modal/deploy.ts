import { makeApp, stopApp } from './apps/life.ts';
import { publish } from './apps/versions.ts';
import { knownGpu } from './billing/rates.ts';
import { invalid, notFound } from './errors.ts';
import { tokenOf } from './grpc/admit.ts';
import { appPage } from './rpc/views.ts';
import type { ApiToken, Commit, FunctionSpec } from './types.ts';
import { AppState } from './words.ts';
import { workspace, type World } from './world.ts';

/** What the stand-in for Modal's command line says to the platform, in place of the many calls of the real one. */
export interface DeployRequest {
  readonly tokenId: string;
  readonly tokenSecret: string;
  readonly app: string;
  /** The workspace's default when left out. */
  readonly environment?: string;
  readonly tag?: string;
  readonly strategy?: string;
  readonly clientVersion?: string;
  readonly commit?: Commit;
  readonly functions: readonly FunctionSpec[];
  readonly tags?: Record<string, string>;
  readonly phase: 'create' | 'publish';
}

type Credentials = Pick<DeployRequest, 'tokenId' | 'tokenSecret' | 'environment'>;

export function check(world: World, asked: Credentials): { workspace: string; environment: string } {
  admit(world, asked);
  return { workspace: workspace.name, environment: world.environment(asked.environment ?? '').name };
}

export function deploy(world: World, asked: DeployRequest): object {
  const token = admit(world, asked);
  const environment = world.environment(asked.environment ?? '').name;
  checkNames(asked);
  const app =
    world.open(asked.app, environment) ??
    makeApp(world, { name: asked.app, environment, state: AppState.initializing, by: token.username });
  if (asked.phase === 'create') return { appId: app.id };

  checkFunctions(world, asked.functions, environment);
  const { functions, tag = '', clientVersion = '1.5.4', commit } = asked;
  const version = publish(
    world,
    app,
    { functions, tag, clientVersion, ...(commit ? { commit } : {}) },
    token.username,
  );
  if (version && asked.tags) app.tags = { ...asked.tags };
  return {
    appId: app.id,
    version: app.live,
    ...(version ? {} : { noop: true }),
    dashboard: appPage(app),
    functions: Object.fromEntries(
      [...app.functions.values()].map((one) => [one.tag, { id: one.id, url: world.urlOf(one) }]),
    ),
  };
}

/** A deploy that failed: Modal stops only what was never deployed. */
export function abandon(world: World, appId: string): void {
  const app = world.app(appId);
  if (app.state === AppState.initializing) stopApp(world, app, app.createdBy);
}

function admit(world: World, { tokenId, tokenSecret }: Credentials): ApiToken {
  return tokenOf(world, { id: tokenId, secret: tokenSecret }, '/modal.client.ModalClient/ClientHello');
}

/** The rules and words of Modal's own client. */
function checkNames({ app, tag }: DeployRequest): void {
  if (!/^[a-zA-Z0-9-_.]+$/.test(app) || app.length > 64 || /^ap-[a-zA-Z0-9]{22}$/.test(app)) {
    throw invalid(
      `Invalid App name: '${app}'. Names may contain only alphanumeric characters, dashes, periods, and underscores, must be shorter than 64 characters, and cannot conflict with App ID strings.`,
    );
  }
  if (tag !== undefined && tag !== '' && !/^[a-zA-Z0-9._-]{1,50}$/.test(tag)) {
    throw invalid(
      `Deployment tag '${tag}' is invalid. Tags may only contain alphanumeric characters, dashes, periods, and underscores, and must be 50 characters or less`,
    );
  }
}

function checkFunctions(world: World, functions: readonly FunctionSpec[], environment: string): void {
  if (functions.length === 0) throw invalid('The app has no functions');
  for (const { tag, config } of functions) {
    const unknown = config.gpu.find((gpu) => !knownGpu(gpu));
    if (unknown !== undefined) throw invalid(`Invalid GPU type: '${unknown}'`);
    if (config.max !== undefined && config.min > config.max) {
      throw invalid('`min_containers` cannot be greater than `max_containers`');
    }
    if (world.modes.unauthenticatedBlocked && !config.proxyAuth) {
      throw invalid(`Unauthenticated web function '${tag}' is not allowed in environment '${environment}'`);
    }
    for (const name of config.secrets) {
      const secret = world.secrets.find((one) => one.name === name && one.environment === environment);
      if (!secret) throw notFound(`Secret '${name}' not found in environment '${environment}'`);
      secret.lastUsedAt = world.clock.now();
    }
    for (const name of config.volumes) makeVolume(world, name, environment);
  }
}

/** Deployed files ask for their volumes with `create_if_missing`. */
function makeVolume(world: World, name: string, environment: string): void {
  if (world.volumes.some((one) => one.name === name && one.environment === environment)) return;
  world.volumes.push({
    id: world.makeId('vo-'),
    name,
    environment,
    version: 1,
    createdAt: world.clock.now(),
    files: [],
  });
}
