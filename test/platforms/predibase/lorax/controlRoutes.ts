import { type Call, ok } from '../../kit/answers.ts';
import type { FaultRule } from '../../kit/faults.ts';
import type { Router } from '../../kit/router.ts';
import type { KnownAdapter } from './adapterTable.ts';
import type { LoraxControl } from './control.ts';
import type { ServerState } from './options.ts';

type Act = (body: Record<string, unknown>) => unknown;

/** One act of a control object over HTTP: 400 with the reason when it cannot be done. */
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

/** What every control object of this folder has: time, faults and the request log. */
export interface CommonControl {
  advance(ms: number): void;
  setSpeed(speed: number): void;
  setModes(modes: Record<string, unknown>): void;
  addFault(rule: FaultRule): number;
  faults(): unknown;
  clearFaults(): void;
  requests(match: { method?: string; path?: string }): unknown;
  clearRequests(): void;
}

export function commonRoutes(router: Router, control: CommonControl): void {
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

function matchOf({ query }: Call): { method?: string; path?: string } {
  const method = query.get('method');
  const path = query.get('path');
  return { ...(method ? { method } : {}), ...(path ? { path } : {}) };
}

export function rangeOf({ query }: Call): { from?: number; to?: number } {
  const from = query.get('from');
  const to = query.get('to');
  return { ...(from ? { from: Number(from) } : {}), ...(to ? { to: Number(to) } : {}) };
}

export function loraxControlRoutes(router: Router, control: LoraxControl): void {
  commonRoutes(router, control);
  onPost(router, 'pace', ({ pace }) => control.setPace(pace as 'instant' | 'timed'));
  onPost(router, 'settings', (body) => control.setSettings(body));
  onPost(router, 'state', ({ state }) => control.setState(state as ServerState));
  onPost(router, 'restart', () => control.restart());
  onPost(router, 'adapter', (body) => control.addAdapter(body as unknown as KnownAdapter));
  onPost(router, 'occupy', ({ requests }) => control.occupy(Number(requests)));
  onPost(router, 'queue', ({ length }) => control.setQueue(Number(length)));
  router
    .on('GET', '/control', () =>
      ok({
        now: control.engine.clock.iso(),
        state: control.engine.state,
        settings: { ...control.engine.settings, serverToken: undefined },
        modes: control.engine.modes,
        adapters: control.adapters(),
        crashes: control.crashes(),
      }),
    )
    .on('GET', '/control/seen', () => ok({ seen: control.seen() }))
    .on('GET', '/control/costs', (call) => ok({ now: control.now(), total: control.cost(rangeOf(call)) }));
}
