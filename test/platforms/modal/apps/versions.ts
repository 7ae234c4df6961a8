import { invalid, notFound, wrongState } from '../errors.ts';
import type { App, Commit, FunctionSpec, Version } from '../types.ts';
import { AppState, DeploymentType } from '../words.ts';
import type { World } from '../world.ts';
import { goLive } from './life.ts';

/** What a Starter workspace may go back to. */
const starterDepth = 3;

export interface Publication {
  readonly functions: readonly FunctionSpec[];
  readonly tag: string;
  readonly clientVersion: string;
  readonly commit?: Commit;
}

/** A new version, or none when nothing changed. */
export function publish(world: World, app: App, made: Publication, by: string): Version | undefined {
  const live = liveVersion(app);
  if (live && JSON.stringify(live.functions) === JSON.stringify(made.functions)) return undefined;
  const { functions, tag, clientVersion, commit } = made;
  return add(world, app, {
    functions,
    tag,
    clientVersion,
    commit,
    deployedBy: by,
    rollbackVersion: 0,
    type: DeploymentType.standard,
  });
}

/** -1 is the version before the live one. The new version is a copy: nothing is built. */
export function rollback(world: World, app: App, asked: number, by: string): Version {
  mustBeDeployed(app);
  if (asked === 0) throw invalid('Invalid rollback version request.');
  const wanted = asked < 0 ? app.live + asked : asked;
  if (wanted < 1) throw invalid('Rollback request exceeds number of App deployments.');
  const found = app.history.find(({ version }) => version === wanted);
  if (!found) throw notFound('Rollback version not found in App history.');
  if (!mayReturnTo(world, app, found))
    throw wrongState('Your plan does not allow a rollback to this version.');
  return add(world, app, {
    ...found,
    deployedBy: by,
    rollbackVersion: wanted,
    type: DeploymentType.rollback,
  });
}

/** The same version again, in fresh containers. */
export function rollover(world: World, app: App, by: string): Version {
  mustBeDeployed(app);
  const live = liveVersion(app)!;
  return add(world, app, { ...live, deployedBy: by, rollbackVersion: 0, type: DeploymentType.rollover });
}

export function mayReturnTo(world: World, app: App, { version }: Version): boolean {
  const { rollbackDepth, plan } = world.modes;
  const depth = rollbackDepth ?? (plan === 'starter' ? starterDepth : Number.POSITIVE_INFINITY);
  return app.state === AppState.deployed && version !== app.live && app.live - version <= depth;
}

export const liveVersion = ({ history, live }: App): Version | undefined =>
  history.find(({ version }) => version === live);

function mustBeDeployed(app: App): void {
  if (app.state !== AppState.deployed) throw wrongState(`App '${app.id}' is not deployed`);
}

function add(world: World, app: App, made: Omit<Version, 'version' | 'deployedAt'>): Version {
  const newest = Math.max(0, ...app.history.map(({ version }) => version));
  const version: Version = { ...made, version: newest + 1, deployedAt: world.clock.now() };
  goLive(world, app, version);
  return version;
}
