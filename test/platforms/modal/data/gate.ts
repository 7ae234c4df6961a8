import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from '../../kit/answers.ts';
import type { Served } from '../types.ts';
import { AppState } from '../words.ts';
import type { World } from '../world.ts';

export const plain = (status: number, value: string): Refusal =>
  new Refusal({ status, text: { type: 'text/plain; charset=utf-8', value } }, value);

const unauthorized = (): Refusal => plain(401, 'modal-http: missing credentials for proxy authorization');

/** Modal's proxy refuses before any container starts, so what it refuses costs nothing. */
export function pass(world: World, id: string, headers: IncomingHttpHeaders): Served {
  const served = world.served.get(id);
  if (!served) throw plain(404, 'modal-http: invalid function call');
  const { app } = served;
  if (app.state !== AppState.deployed && app.state !== AppState.ephemeral) {
    throw plain(404, 'modal-http: app for invoked web endpoint is stopped');
  }
  if (served.config.proxyAuth && !authorized(world, served, headers)) throw unauthorized();
  return served;
}

function authorized(world: World, { app }: Served, headers: IncomingHttpHeaders): boolean {
  const [id, secret] = credentials(headers);
  const token = world.proxyTokens.find((one) => one.id === id && one.secret === secret);
  if (!token) return false;
  return !token.scoped || token.environments.has(world.environment(app.environment).id);
}

/** Two headers, or a bearer of id, dot and secret. */
function credentials(headers: IncomingHttpHeaders): [string | undefined, string | undefined] {
  const key = headers['modal-key'];
  const secret = headers['modal-secret'];
  if (typeof key === 'string' && typeof secret === 'string') return [key, secret];
  const [, bearer = ''] = /^Bearer (.+)$/i.exec(headers.authorization ?? '') ?? [];
  const [id, rest] = bearer.split('.');
  return [id, rest];
}
