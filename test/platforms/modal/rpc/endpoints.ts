import { active, createEndpoint, type NewEndpoint, stopEndpoint } from '../endpoints/life.ts';
import { notFound } from '../errors.ts';
import type { RpcTable } from '../grpc/table.ts';
import { seconds } from '../grpc/wire.ts';
import type { Endpoint } from '../types.ts';
import { EndpointStatus, Provisioning } from '../words.ts';
import { workspace, type World } from '../world.ts';
import { page, type Pagination } from './paging.ts';
import { stateOf } from './views.ts';

interface ById {
  readonly endpointId: string;
}

const dedicated = 1;

export function endpointRpcs(table: RpcTable, world: World): void {
  const find = (id: string): Endpoint => {
    const found = world.endpoints.get(id);
    if (!found) throw notFound(`Endpoint '${id}' not found`);
    return found;
  };
  table
    .on('EndpointCreate', (request: NewEndpoint, { token }) => {
      const { id, name, environment, modelName } = createEndpoint(world, request, token.username);
      return {
        endpointId: id,
        endpointPageUrl: `https://modal.com/endpoints/${workspace.name}/${environment}/${id}`,
        name,
        ...(world.modes.oldServer ? {} : { modelName }),
      };
    })
    .on('EndpointList', (request: { environmentName: string; pagination: Pagination | null }) => {
      const { name } = world.environment(request.environmentName);
      const all = [...world.endpoints.values()].filter(({ environment }) => environment === name);
      return {
        environmentName: name,
        items: page(all, request.pagination).map((endpoint) => listItem(world, endpoint)),
      };
    })
    .on('EndpointGetByName', ({ name, environmentName }: { name: string; environmentName: string }) => {
      const environment = world.environment(environmentName).name;
      return { endpointId: active(world, name, environment)?.id ?? '', environmentName: environment };
    })
    .on('EndpointGetInfo', ({ endpointId }: ById) => info(world, find(endpointId)))
    .on('EndpointGetLifecycle', ({ endpointId }: ById) => ({ lifecycle: lifecycle(find(endpointId)) }))
    .on('EndpointStop', ({ endpointId }: ById, { token }) => {
      stopEndpoint(world, find(endpointId), token.username);
      return {};
    });
}

function statusOf({ provisioning, stoppedAt }: Endpoint): keyof typeof EndpointStatus {
  if (stoppedAt > 0) return 'stopped';
  if (provisioning === Provisioning.failed) return 'failed';
  return provisioning === Provisioning.succeeded ? 'live' : 'provisioning';
}

function listItem(world: World, endpoint: Endpoint): object {
  return {
    endpointId: endpoint.id,
    name: endpoint.name,
    updatedAt: seconds(endpoint.updatedAt),
    metadata: {
      name: endpoint.name,
      creationInfo: { createdAt: seconds(endpoint.createdAt), createdBy: endpoint.createdBy },
    },
    appState: stateOf(world, endpoint.app),
    functionId: endpoint.server.id,
    provisioningStatus: endpoint.provisioning,
    status: statusOf(endpoint),
    servingMode: dedicated,
    ...(world.modes.oldServer ? {} : { unauthenticated: endpoint.unauthenticated }),
  };
}

/** Where it answers is told once it is live. */
function info(world: World, endpoint: Endpoint): object {
  const status = statusOf(endpoint);
  return {
    info: {
      name: endpoint.name,
      repoId: endpoint.repoId,
      revision: endpoint.revision,
      serviceUrl: status === 'live' ? world.urlOf(endpoint.server) : '',
      requiresProxyAuth: !endpoint.unauthenticated,
      servingMode: dedicated,
      status: EndpointStatus[status],
      lifecycle: lifecycle(endpoint),
      volumeId: endpoint.volumeId,
      modelPath: endpoint.modelPath,
      modelName: endpoint.modelName,
    },
    metadata: {
      appId: endpoint.app.id,
      serverId: endpoint.server.id,
      environmentName: endpoint.environment,
    },
  };
}

const lifecycle = (endpoint: Endpoint): object => ({
  status: endpoint.stoppedAt > 0 ? 2 : 1,
  createdAt: seconds(endpoint.createdAt),
  createdBy: endpoint.createdBy,
  stoppedAt: seconds(endpoint.stoppedAt),
  stoppedBy: endpoint.stoppedBy,
  environmentName: endpoint.environment,
});
