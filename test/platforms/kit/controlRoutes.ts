import { type Call, ok } from './answers.ts';
import type { SimControl } from './control.ts';
import type { FaultRule } from './faults.ts';
import type { Router } from './router.ts';

type Act = (body: Record<string, unknown>) => unknown;

/** One act of a control object over HTTP: 400 with the reason when it cannot be done. Bodies are JSON objects. */
export function onPost(router: Router, path: string, act: Act): void {
  router.on('POST', `/control/${path}`, async (call) => {
    try {
      const result = await act((call.body ?? {}) as Record<string, unknown>);
      return ok({ ok: true, result: result ?? null });
    } catch (error) {
      return { status: 400, body: { ok: false, message: error instanceof Error ? error.message : 'failed' } };
    }
  });
}

/** What every control object has, for tests that run in another process: time, modes, faults, the request log. */
export function commonRoutes(
  router: Router,
  control: SimControl & { setModes(modes: Record<string, unknown>): void },
): void {
  onPost(router, 'advance', ({ ms }) => control.advance(Number(ms)));
  onPost(router, 'speed', ({ speed }) => control.setSpeed(Number(speed)));
  onPost(router, 'modes', (body) => control.setModes(body));
  onPost(router, 'faults', (body) => control.addFault(body as unknown as FaultRule));
  router
    .on('GET', '/control/faults', () => ok({ faults: control.faults() }))
    .on('DELETE', '/control/faults', () => {
      control.clearFaults();
      return ok({ ok: true });
    })
    .on('GET', '/control/requests', (call) => ok({ requests: control.requests(matchOf(call)) }))
    .on('DELETE', '/control/requests', () => {
      control.clearRequests();
      return ok({ ok: true });
    });
}

interface Range {
  from?: number;
  to?: number;
}

/** What it all cost in `?from=&to=`, and each deployment of it. */
export function costRoute(
  router: Router,
  control: SimControl & { cost(range: Range): unknown; costs(range: Range): unknown },
): void {
  router.on('GET', '/control/costs', (call) => {
    const range = rangeOf(call);
    return ok({ now: control.now(), total: control.cost(range), deployments: control.costs(range) });
  });
}

export function rangeOf({ query }: Call): Range {
  const from = query.get('from');
  const to = query.get('to');
  return { ...(from ? { from: Number(from) } : {}), ...(to ? { to: Number(to) } : {}) };
}

function matchOf({ query }: Call): { method?: string; path?: string } {
  const method = query.get('method');
  const path = query.get('path');
  return { ...(method ? { method } : {}), ...(path ? { path } : {}) };
}
