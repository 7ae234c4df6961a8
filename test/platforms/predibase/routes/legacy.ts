import { type Answer, type Call, type Handler, ok } from '../../kit/answers.ts';
import type { Router } from '../../kit/router.ts';
import { account } from '../account.ts';
import { invalid, unknown } from '../errors.ts';
import { remove } from '../lifecycle.ts';
import { eventsView, legacyView } from '../views.ts';
import type { World } from '../world.ts';
import { deploymentOf } from './read.ts';

/** Paths from before v2. Some installs have them without a version, some below `/v1`. */
export function legacyRoutes(router: Router, world: World): void {
  const on = (method: string, path: string, handle: Handler): void => {
    for (const [prefix, other] of [
      ['', 'v1'],
      ['/v1', 'bare'],
    ] as const) {
      router.on(method, prefix + path, (call) => {
        if (world.modes.legacyPrefix === other) return { status: 404, body: { error: 'Not Found' } };
        return handle(call);
      });
    }
  };
  on('GET', '/users/current', () => ok(currentUser(world)));
  on('GET', '/llms', (call) => list(world, call));
  on('GET', '/llms/validate_adapter_compatibility', (call) => compatible(world, call));
  on('GET', '/llms/:name', (call) => {
    const deployment = world.deployments.get(call.params['name'] ?? '');
    return deployment ? ok(legacyView(world, deployment)) : absent(world);
  });
  on('DELETE', '/llms/:name', (call) => {
    remove(world, deploymentOf(world, call));
    return { status: 204 };
  });
  on('GET', '/llms/:name/events', (call) => events(world, call));
  on('GET', '/llms/:name/scaled', (call) => {
    const { name, currentReplicas } = deploymentOf(world, call);
    return ok({ name, scaled: currentReplicas > 0 });
  });
  on('POST', '/llms/:name/cancel', (call) => cancel(world, call));
}

function currentUser({ subscription }: World): unknown {
  return {
    id: 123,
    uuid: '6c0f0000-0000-4000-8000-000000000001',
    username: account.username,
    comment: null,
    tenant: { name: 'Example Inc', shortCode: account.tenant, subscription },
  };
}

/** What does not exist is 200 all the same. */
function absent({ modes }: World): Answer {
  return modes.legacyAbsent === 'empty' ? { status: 200 } : { status: 200, body: null };
}

function list(world: World, call: Call): Answer {
  const active = call.query.get('activeOnly') === 'true';
  return ok(
    [...world.deployments.values()]
      .filter(({ currentReplicas }) => !active || currentReplicas > 0)
      .map((deployment) => legacyView(world, deployment)),
  );
}

/** History: the `Ready` of before an update is still in it. */
function events(world: World, call: Call): Answer {
  const name = call.params['name'] ?? '';
  const view = eventsView(world, name, call.query.get('detailed') === 'true');
  if (!view) throw unknown(world.modes, `deployment ${name}`);
  return ok(view);
}

function compatible(world: World, { query }: Call): Answer {
  const ours = query.get('deploymentBaseModelName');
  const theirs = query.get('adapterBaseModelName');
  if (ours === null || theirs === null) throw invalid(world.modes, 'two base model names are required');
  return ok({ compatible: familyOf(ours) === familyOf(theirs) });
}

const familyOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/^.*\/|-dequantized$/g, '')
    .replace(/[.]/g, '-')
    .replace(/^meta-/, '');

/** Ends a deployment that is still coming up. */
function cancel(world: World, call: Call): Answer {
  const deployment = deploymentOf(world, call);
  deployment.cancel();
  deployment.status = 'stopped';
  return ok({});
}
