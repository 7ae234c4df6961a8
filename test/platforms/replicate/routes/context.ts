import type { Answer, Call } from '../../kit/answers.ts';
import type { Router } from '../../kit/router.ts';
import { notFound, refusal, unauthorized } from '../errors.ts';
import type { Account, Deployment, Json, Model } from '../types.ts';
import type { World } from '../world.ts';

/** One call on the way through the platform, with who made it. */
export interface Visit {
  readonly world: World;
  readonly call: Call;
  readonly account: Account;
}

export type Route = (visit: Visit) => Answer | Promise<Answer>;

/** Registers routes below `/v1` that need a token. */
export function routesOf(router: Router, world: World): (method: string, path: string, route: Route) => void {
  return (method, path, route) =>
    void router.on(method, `/v1${path}`, (call) => {
      const account = accountOf(world, call.headers.authorization);
      if (!account) throw unauthorized();
      return route({ world, call, account });
    });
}

/** `Token` is the older scheme, still in the official samples. */
export function accountOf(world: World, authorization: string | undefined): Account | undefined {
  const token = /^(?:Bearer|Token) (\S+)$/.exec(authorization ?? '')?.[1];
  return world.accounts.find((account) => account.token === token);
}

export function bodyOf({ call }: Visit): Json {
  const { body } = call;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw refusal(400, 'The request body is not a JSON object.');
  }
  return body as Json;
}

export const created = (body: unknown): Answer => ({ status: 201, body });
export const emptied: Answer = { status: 204 };

/** A model this account may see. */
export function modelAt({ world, call, account }: Visit): Model {
  const fullName = `${call.params['owner']!}/${call.params['name']!}`;
  const model = world.visible(fullName, account);
  if (!model) throw notFound(`no model ${fullName}`);
  return model;
}

export function ownModelAt(visit: Visit): Model {
  const model = modelAt(visit);
  if (model.owner !== visit.account.username) throw refusal(403, 'You do not have permission to do that.');
  return model;
}

export function deploymentAt({ world, call, account }: Visit): Deployment {
  const key = `${call.params['owner']!}/${call.params['name']!}`;
  const deployment = world.deployments.get(key);
  if (!deployment) throw notFound(`no deployment ${key}`);
  if (deployment.owner === account.username) return deployment;
  throw world.modes.noAccess === 404
    ? notFound(`${key} is somebody else's`)
    : refusal(403, 'You do not have permission to perform this action.');
}
