import { RpcTable } from '../grpc/table.ts';
import type { World } from '../world.ts';
import { appRpcs } from './apps.ts';
import { billingRpcs } from './billing.ts';
import { containerRpcs } from './containers.ts';
import { endpointRpcs } from './endpoints.ts';
import { environmentRpcs } from './environments.ts';
import { functionRpcs } from './functions.ts';
import { identityRpcs } from './identity.ts';
import { logRpcs } from './logs.ts';
import { objectRpcs } from './objects.ts';
import { proxyTokenRpcs } from './proxyTokens.ts';
import { serverRpcs } from './servers.ts';
import { statisticsRpcs } from './statistics.ts';
import { versionRpcs } from './versions.ts';

/** Every method that the simulator plays. */
export function allRpcs(world: World): RpcTable {
  const table = new RpcTable();
  const parts = [
    identityRpcs,
    appRpcs,
    versionRpcs,
    containerRpcs,
    logRpcs,
    functionRpcs,
    statisticsRpcs,
    serverRpcs,
    environmentRpcs,
    objectRpcs,
    billingRpcs,
    proxyTokenRpcs,
    endpointRpcs,
  ];
  for (const add of parts) add(table, world);
  return table;
}
