import type { Metadata } from '@grpc/grpc-js';
import { unauthenticated, wrongState } from '../errors.ts';
import type { ApiToken } from '../types.ts';
import { clientTypes } from '../words.ts';
import type { World } from '../world.ts';

const lifeMs = 20 * 60_000;

const one = (metadata: Metadata, key: string): string => metadata.get(key)[0]?.toString() ?? '';

/** Whose call it is. Only the JavaScript client carries the short-lived token besides the pair. */
export function admit(world: World, path: string, metadata: Metadata): ApiToken {
  const client = one(metadata, 'x-modal-client-type');
  if (client !== clientTypes.python && client !== clientTypes.javascript) {
    throw wrongState(`Unsupported client type '${client}'`);
  }
  const token = tokenOf(
    world,
    { id: one(metadata, 'x-modal-token-id'), secret: one(metadata, 'x-modal-token-secret') },
    path,
  );
  if (path.endsWith('/AuthTokenGet')) return token;
  if (client === clientTypes.javascript && one(metadata, 'x-modal-auth-token') === '') {
    throw unauthenticated(`No auth token for method ${path}`);
  }
  return token;
}

export function tokenOf(world: World, pair: { id: string; secret: string }, path: string): ApiToken {
  if (pair.id === '' || pair.secret === '') throw unauthenticated(`No credentials for method ${path}`);
  const token = world.tokens.find(({ id, revoked }) => id === pair.id && !revoked);
  if (!token) throw unauthenticated(`Invalid token_id='${pair.id}' for method ${path}`);
  if (token.secret !== pair.secret) throw unauthenticated(`Invalid token secret for method ${path}`);
  const { expiresAt } = token;
  const expired = expiresAt !== undefined && expiresAt <= world.clock.now();
  if (expired || world.modes.expiredToken) throw unauthenticated(`Token has expired for method ${path}`);
  return token;
}

/** In the form of a JWT, so that the client finds when it ends; by the wall clock, which is the client's. */
export function authToken(): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor((Date.now() + lifeMs) / 1000);
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ exp })}.c2ltdWxhdGVk`;
}
