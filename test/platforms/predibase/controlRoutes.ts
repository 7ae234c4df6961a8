import { ok } from '../kit/answers.ts';
import { commonRoutes, costRoute, onPost } from '../kit/controlRoutes.ts';
import type { FaultRule } from '../kit/faults.ts';
import type { Router } from '../kit/router.ts';
import type { PredibaseControl } from './control.ts';
import type { ServerState } from './lorax/options.ts';
import type { Trouble } from './troubles.ts';
import type { Fate } from './types.ts';

/** The control object over HTTP, for tests that run in another process. Bodies are JSON objects. */
export function controlRoutes(router: Router, control: PredibaseControl): void {
  commonRoutes(router, control);
  costRoute(router, control);
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  const name = (body: Record<string, unknown>): string => text(body['deployment']) ?? '';
  onPost(router, 'subscription', (body) => control.setSubscription(body));
  onPost(router, 'trouble', ({ trouble, ...rule }) =>
    control.addTrouble(rule as unknown as FaultRule, trouble as Trouble),
  );
  onPost(router, 'script-next', (body) => control.scriptNext(body as unknown as Fate));
  onPost(router, 'script', (body) => control.script(name(body), body['fate'] as Fate | undefined));
  onPost(router, 'fail', (body) => control.failNow(name(body), text(body['message'])));
  onPost(router, 'status', (body) => control.sayStatus(name(body), text(body['status'])));
  onPost(router, 'replicas', (body) => control.setReplicas(name(body), Number(body['replicas'])));
  onPost(router, 'many', ({ count }) => control.addMany(Number(count)));
  onPost(router, 'state', (body) => {
    control.engine(name(body)).state = body['state'] as ServerState;
  });
  router
    .on('GET', '/control', () => ok(summary(control)))
    .on('GET', '/control/seen', (call) => ok({ seen: control.seen(call.query.get('deployment') ?? '') }));
}

function summary({ world }: PredibaseControl): unknown {
  return {
    now: world.clock.iso(),
    speed: world.clock.speed,
    modes: world.modes,
    leakedTokens: world.leakedTokens,
    deployments: [...world.deployments.values()].map(({ name, status, currentReplicas }) => ({
      name,
      status,
      currentReplicas,
    })),
  };
}
