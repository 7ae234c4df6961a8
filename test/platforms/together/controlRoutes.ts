import { type Call, ok } from '../kit/answers.ts';
import type { FaultRule } from '../kit/faults.ts';
import type { Router } from '../kit/router.ts';
import type { Control } from './control.ts';
import type { Pace } from './options.ts';
import type { Fate } from './types.ts';

/** The control object over HTTP, for tests that run in another process. Bodies are JSON objects. */
export function controlRoutes(router: Router, control: Control): void {
  const post = (path: string, act: (body: Record<string, unknown>) => unknown): void => {
    router.on('POST', `/control/${path}`, (call) => {
      try {
        return ok({ ok: true, result: act((call.body ?? {}) as Record<string, unknown>) ?? null });
      } catch (error) {
        return {
          status: 400,
          body: { ok: false, message: error instanceof Error ? error.message : 'failed' },
        };
      }
    });
  };
  post('advance', (body) => control.advance(Number(body['ms'])));
  post('speed', (body) => control.setSpeed(Number(body['speed'])));
  post('pace', (body) => control.setPace(body['pace'] as 'instant' | Pace));
  post('modes', (body) => control.setModes(body));
  post('faults', (body) => control.addFault(body as unknown as FaultRule));
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

  router
    .on('GET', '/control', () => ok(summary(control)))
    .on('GET', '/control/faults', () => ok({ faults: control.faults() }))
    .on('DELETE', '/control/faults', () => {
      control.clearFaults();
      return ok({ ok: true });
    })
    .on('GET', '/control/requests', (call) => ok({ requests: control.requests(matchOf(call)) }))
    .on('DELETE', '/control/requests', () => {
      control.clearRequests();
      return ok({ ok: true });
    })
    .on('GET', '/control/costs', (call) => ok(costs(control, call)));
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

function matchOf(call: Call): { method?: string; path?: string } {
  const method = call.query.get('method');
  const path = call.query.get('path');
  return { ...(method ? { method } : {}), ...(path ? { path } : {}) };
}

function costs(control: Control, call: Call): unknown {
  const from = call.query.get('from');
  const to = call.query.get('to');
  const range = { ...(from ? { from: Number(from) } : {}), ...(to ? { to: Number(to) } : {}) };
  return { now: control.now(), total: control.cost(range), deployments: control.costs(range) };
}
