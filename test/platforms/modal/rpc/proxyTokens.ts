import { notFound } from '../errors.ts';
import type { RpcTable } from '../grpc/table.ts';
import { seconds } from '../grpc/wire.ts';
import type { ProxyToken } from '../types.ts';
import type { World } from '../world.ts';

interface ById {
  readonly tokenId: string;
}

export function proxyTokenRpcs(table: RpcTable, world: World): void {
  const find = (tokenId: string): ProxyToken => {
    const found = world.proxyTokens.find(({ id }) => id === tokenId);
    if (!found) throw notFound(`Proxy token '${tokenId}' not found`);
    return found;
  };
  table
    .on('WebhookTokenCreate', ({ scoped, name }: { scoped: boolean; name: string }) => {
      const token = addProxyToken(world, { scoped, name });
      // The only answer that ever tells the secret.
      return { tokenId: token.id, tokenSecret: token.secret };
    })
    .on('WebhookTokenList', () => ({ tokens: world.proxyTokens.map(view) }))
    .on('WebhookTokenListForEnvironment', ({ environmentName }: { environmentName: string }) => {
      const { id } = world.environment(environmentName);
      return { tokens: world.proxyTokens.filter((one) => !one.scoped || one.environments.has(id)).map(view) };
    })
    .on('WebhookTokenDelete', ({ tokenId }: ById) => {
      world.proxyTokens.splice(world.proxyTokens.indexOf(find(tokenId)), 1);
      return {};
    })
    .on('WebhookTokenUpdate', ({ tokenId, name }: ById & { name?: string }) => {
      const token = find(tokenId);
      if (name !== undefined) token.name = name;
      return view(token);
    })
    .on('WebhookTokenEnvironmentAdd', ({ tokenId, environmentId }: ById & { environmentId: string }) => {
      if (!world.environments.some(({ id }) => id === environmentId)) {
        throw notFound(`Environment '${environmentId}' not found`);
      }
      find(tokenId).environments.add(environmentId);
      return {};
    })
    .on('WebhookTokenEnvironmentList', ({ tokenId }: ById) => ({
      environmentIds: [...find(tokenId).environments],
    }))
    .on('WebhookTokenEnvironmentRemove', ({ tokenId, environmentId }: ById & { environmentId: string }) => {
      find(tokenId).environments.delete(environmentId);
      return {};
    });
}

export function addProxyToken(
  world: World,
  made: { scoped?: boolean; name?: string; id?: string; secret?: string } = {},
): ProxyToken {
  const token: ProxyToken = {
    id: made.id ?? world.makeId('wk-'),
    secret: made.secret ?? world.makeId('ws-'),
    createdAt: world.clock.now(),
    scoped: made.scoped ?? false,
    name: made.name ?? '',
    environments: new Set(),
  };
  world.proxyTokens.push(token);
  return token;
}

const view = ({ id, createdAt, scoped, name }: ProxyToken): object => ({
  tokenId: id,
  createdAt: seconds(createdAt),
  scoped,
  name,
  createdBy: { userId: 'us-ada', username: 'ada' },
});
