import { ok } from '../kit/answers.ts';
import { commonRoutes, costRoute, onPost } from '../kit/controlRoutes.ts';
import type { Router } from '../kit/router.ts';
import type { Control } from './control.ts';
import type { Fate, Json, RunFate } from './types.ts';

/** The control object over HTTP, for tests that run in another process. */
export function controlRoutes(router: Router, control: Control): void {
  commonRoutes(router, control);
  costRoute(router, control);
  router.on('GET', '/control', () => ok(summary(control)));
  const post = onPost.bind(undefined, router);
  const key = (body: Json): string => String(body['deployment']);
  post('refill-limits', () => control.refillLimits());
  post('script-next-run', (body) => control.scriptNextRun(body as unknown as RunFate));
  post('script', (body) => control.script(key(body), body['fate'] as Fate));
  post('heal', (body) => control.heal(key(body)));
  post('change-outside', (body) => control.changeOutside(key(body), body['change'] as Json));
  post('run-outside', (body) => control.runOutside(key(body), body['input'] as Json));
  post('remove-outside', (body) => control.removeOutside(key(body)));
  post('fill-deployments', (body) => control.fillDeployments(Number(body['count'])));
  post('hardware', (body) => control.setHardware(String(body['username']), body['skus'] as string[]));
}

function summary({ world }: Control): unknown {
  return {
    now: world.clock.iso(),
    speed: world.clock.speed,
    modes: world.modes,
    deployments: [...world.deployments].map(([name, { release, instances, queue }]) => ({
      name,
      release,
      instances: instances.map(({ phase, run }) => (run ? 'active' : phase === 'ready' ? 'idle' : phase)),
      queued: queue.length,
    })),
  };
}
