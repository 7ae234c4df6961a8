import { ok } from '../../kit/answers.ts';
import { commonRoutes, onPost, rangeOf } from '../../kit/controlRoutes.ts';
import type { Router } from '../../kit/router.ts';
import type { KnownAdapter } from './adapterTable.ts';
import type { LoraxControl } from './control.ts';
import type { ServerState } from './options.ts';

/** The control object over HTTP, for tests that run in another process. */
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
