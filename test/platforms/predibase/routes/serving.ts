import type { Answer, Call } from '../../kit/answers.ts';
import type { Router } from '../../kit/router.ts';
import { account } from '../account.ts';
import { noSuchServing } from '../errors.ts';
import { wake } from '../lifecycle.ts';
import { passOn } from '../lorax/routes.ts';
import { plain } from '../lorax/errors.ts';
import type { Deployment } from '../types.ts';
import type { World } from '../world.ts';

const prefix = '/:tenant/deployments/v2/llms/:name';

export function servingRoutes(router: Router, world: World): void {
  for (const method of ['GET', 'POST']) {
    router
      .on(method, prefix, (call) => serve(world, call, '/'))
      .on(method, `${prefix}/:rest*`, (call) => serve(world, call, `/${call.params['rest'] ?? ''}`));
  }
}

/** A gateway before an inference server: it wakes what sleeps and holds the request until that is up. */
async function serve(world: World, call: Call, path: string): Promise<Answer> {
  const deployment = world.deployments.get(call.params['name'] ?? '');
  if (call.params['tenant'] !== account.tenant || !deployment) return noSuchServing();
  if (/^\/(info|metrics|tokenize)$/.test(path) && world.modes.servingInfo === 'hide') return { status: 404 };
  const probe = call.method === 'GET' && /^\/(health|ping)?$/.test(path);
  if (deployment.currentReplicas === 0) {
    const mayWake = !probe || world.modes.healthWakes;
    if (deployment.status === 'standby' && mayWake) wake(world, deployment);
    if (probe || /^(failed|stopped)$/.test(deployment.status)) return plain(503, 'upstream not ready');
    if ((await up(deployment, call.signal)) !== 'ready') return plain(503, 'upstream not ready');
  }
  const answer = await passOn(deployment.router, call, path);
  return { ...answer, headers: { 'x-b3-traceid': traceOf(call), ...answer.headers } };
}

function up(deployment: Deployment, signal: AbortSignal): Promise<'ready' | 'gone'> {
  return new Promise((resolve) => {
    deployment.waiting.push(resolve);
    signal.addEventListener('abort', () => resolve('gone'), { once: true });
  });
}

const traceOf = (call: Call): string => {
  const given = call.headers['x-b3-traceid'];
  return typeof given === 'string' ? given : '4bf92f3577b34da6a3ce929d0e0e4736';
};
