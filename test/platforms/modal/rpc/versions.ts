import { mayReturnTo, rollback, rollover } from '../apps/versions.ts';
import { hash } from '../../kit/random.ts';
import type { RpcTable } from '../grpc/table.ts';
import { seconds } from '../grpc/wire.ts';
import type { App, Version } from '../types.ts';
import type { World } from '../world.ts';
import { appPage } from './views.ts';

interface ById {
  readonly appId: string;
}

export function versionRpcs(table: RpcTable, world: World): void {
  const answer = (app: App, { deployedAt }: Version): object => ({
    url: appPage(app),
    serverWarnings: [],
    deployedAt: seconds(deployedAt),
  });
  table
    .on('AppDeploymentHistory', ({ appId }: ById) => {
      const app = world.app(appId);
      return {
        appDeploymentHistories: ordered(world, app).map((version) => entry(world, app, version)),
        productionAppVersion: app.live,
      };
    })
    .on('AppRollback', ({ appId, version }: ById & { version: number }, { token }) => {
      const app = world.app(appId);
      return answer(app, rollback(world, app, version, token.username));
    })
    .on('AppRollover', ({ appId }: ById, { token }) => {
      const app = world.app(appId);
      return answer(app, rollover(world, app, token.username));
    });
}

/** Newest first, unless the mode stirs them. */
function ordered(world: World, { history }: App): Version[] {
  const newestFirst = history.toSorted((a, b) => b.version - a.version);
  if (!world.modes.historyUnsorted) return newestFirst;
  return newestFirst.toSorted((a, b) => hash(`${a.version}`) - hash(`${b.version}`));
}

function entry(world: World, app: App, version: Version): object {
  return {
    appId: app.id,
    version: version.version,
    clientVersion: version.clientVersion,
    deployedAt: seconds(version.deployedAt),
    deployedBy: version.deployedBy,
    tag: version.tag,
    rollbackVersion: version.rollbackVersion,
    rollbackAllowed: mayReturnTo(world, app, version),
    deploymentType: version.type,
    ...(version.commit ? { commitInfo: version.commit } : {}),
  };
}
