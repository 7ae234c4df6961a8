import { addProxyToken } from '../rpc/proxyTokens.ts';
import type { World } from '../world.ts';

export const credentials = {
  tokenId: 'ak-SimulatedTokenOfAda0000',
  tokenSecret: 'as-SimulatedSecretOfAda000',
  proxyTokenId: 'wk-SimulatedProxyToken0000',
  proxyTokenSecret: 'ws-SimulatedProxySecret000',
} as const;

/** What every workspace has: a person, two environments, one proxy token. */
export function seedWorkspace(world: World): void {
  const createdAt = Date.parse('2026-09-01T08:00:00Z');
  const environment = (name: string, webSuffix: string, isDefault: boolean, after: number): void => {
    world.environments.push({
      id: world.makeId('en-'),
      name,
      webSuffix,
      isDefault,
      createdAt: createdAt + after,
      budgetDollars: undefined,
      spendLimitReached: false,
    });
  };
  environment('main', '', true, 0);
  environment('staging', 'staging', false, 3_600_000);
  world.tokens.push({
    id: credentials.tokenId,
    secret: credentials.tokenSecret,
    name: 'slipway',
    username: 'ada',
    expiresAt: undefined,
    revoked: false,
  });
  addProxyToken(world, {
    id: credentials.proxyTokenId,
    secret: credentials.proxyTokenSecret,
    name: 'demo',
  });
}
