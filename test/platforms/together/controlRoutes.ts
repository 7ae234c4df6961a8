import { ok } from '../kit/answers.ts';
import { commonRoutes, costRoute, onPost } from '../kit/controlRoutes.ts';
import type { FaultRule } from '../kit/faults.ts';
import { machineTime } from '../kit/machineTime.ts';
import type { Router } from '../kit/router.ts';
import type { Control } from './control.ts';
import type { Pace } from './options.ts';
import type { Fate } from './types.ts';

/** The control object over HTTP, for tests that run in another process. */
export function controlRoutes(router: Router, control: Control): void {
  commonRoutes(router, control);
  costRoute(router, control);
  router
    .on('GET', '/control', () => ok(summary(control)))
    .on('GET', '/control/instants', () => ok({ now: machineTime(), requests: control.world.instants.all() }));
  const post = onPost.bind(undefined, router);
  post('pace', (body) => control.setPace(body['pace'] as 'instant' | Pace));
  post('rate-limits', ({ limit, ...rule }) =>
    control.addRateLimit(rule as unknown as FaultRule, limit ?? {}),
  );
  post('script-next', (body) => control.scriptNext(body as unknown as Fate));
  post('script', (body) => control.script(String(body['deployment']), body['fate'] as Fate));
  post('heal', (body) => control.heal(String(body['deployment'])));
  post('crash', (body) => control.crashReplica(String(body['deployment']), body['fate'] as Fate | undefined));
  post('load', (body) => control.setLoad(String(body['deployment']), body['load'] as Record<string, number>));
  post('quota', (body) => control.setGpuQuota(String(body['gpuType']), Number(body['limit'])));
  post('sold-out', (body) => control.setSoldOut(String(body['gpuType']), body['soldOut'] !== false));
  post('price', (body) => control.setPrice(String(body['instanceType']), Number(body['centsPerHour'])));
  post('rollout-trouble', (body) =>
    control.troubleRollout(
      String(body['rollout']),
      body['trouble'] as Parameters<Control['troubleRollout']>[1],
    ),
  );
}

function summary(control: Control): unknown {
  const { world } = control;
  return {
    now: world.clock.iso(),
    speed: world.clock.speed,
    modes: world.modes,
    deployments: [...world.deployments.values()].map((deployment) => ({
      id: deployment.id,
      name: world.deploymentName(deployment),
      state: deployment.state,
    })),
  };
}
