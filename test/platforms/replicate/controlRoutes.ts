import { type Call, ok } from '../kit/answers.ts';
import type { FaultRule } from '../kit/faults.ts';
import type { Router } from '../kit/router.ts';
import type { Control } from './control.ts';
import type { Fate, Json, RunFate } from './types.ts';

/** The control object over HTTP, for tests that run in another process. Bodies are JSON objects. */
export function controlRoutes(router: Router, control: Control): void {
  const post = (path: string, act: (body: Json) => unknown): void => {
    router.on('POST', `/control/${path}`, (call) => {
      try {
        return ok({ ok: true, result: act((call.body ?? {}) as Json) ?? null });
      } catch (error) {
        const message = error instanceof Error ? error.message : 'failed';
        return { status: 400, body: { ok: false, message } };
      }
    });
  };
  const key = (body: Json): string => String(body['deployment']);
  post('advance', (body) => control.advance(Number(body['ms'])));
  post('speed', (body) => control.setSpeed(Number(body['speed'])));
  post('modes', (body) => control.setModes(body));
  post('faults', (body) => control.addFault(body as unknown as FaultRule));
  post('refill-limits', () => control.refillLimits());
  post('script-next-run', (body) => control.scriptNextRun(body as unknown as RunFate));
  post('script', (body) => control.script(key(body), body['fate'] as Fate));
  post('heal', (body) => control.heal(key(body)));
  post('change-outside', (body) => control.changeOutside(key(body), body['change'] as Json));
  post('run-outside', (body) => control.runOutside(key(body), body['input'] as Json));
  post('remove-outside', (body) => control.removeOutside(key(body)));
  post('fill-deployments', (body) => control.fillDeployments(Number(body['count'])));
  post('hardware', (body) => control.setHardware(String(body['username']), body['skus'] as string[]));

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
