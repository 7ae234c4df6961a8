import { type Answer, type Call, ok } from '../kit/answers.ts';
import { commonRoutes, onPost, rangeOf } from '../kit/controlRoutes.ts';
import type { Router } from '../kit/router.ts';
import { status } from '@grpc/grpc-js';
import { decimal } from './billing/rates.ts';
import type { Control } from './control.ts';
import { abandon, check, deploy, type DeployRequest } from './deploy.ts';
import { RpcRefusal } from './errors.ts';
import type { Said } from './logs/book.ts';
import type { Fate } from './types.ts';
import { AppState } from './words.ts';

/** The control object over HTTP, for the stand-in of Modal's command line and for people. */
export function controlRoutes(router: Router, control: Control): void {
  commonRoutes(router, control);
  commandLineRoutes(router, control);
  router.on('GET', '/control', () => ok(summary(control)));
  router.on('GET', '/control/costs', (call) => ok(costs(control, rangeOf(call))));
  const post = onPost.bind(undefined, router);
  post('stop-app', ({ app }) => control.stopApp(String(app)));
  post('disable-app', ({ app }) => control.disableApp(String(app)));
  post('make-app', ({ name, state }) => control.makeApp(String(name), stateOf(state)).id);
  post('fill-apps', ({ count }) => control.fillApps(Number(count)));
  post('lose-container', ({ id }) => control.loseContainer(String(id)));
  post('script', ({ app, fate }) => control.script(String(app), (fate ?? undefined) as Fate | undefined));
  post('log', ({ app, ...said }) => control.log(String(app), said));
  post('fail-endpoint', ({ endpoint }) => control.failEndpoint(String(endpoint)));
  post('finish-endpoint', ({ endpoint }) => control.finishEndpoint(String(endpoint)));
  post('revoke-token', ({ id }) => control.revokeToken(String(id)));
  post('add-proxy-token', (body) => {
    const { id, secret } = control.addProxyToken(body);
    return { id, secret };
  });
}

/** What the stand-in asks. A refusal is answered with the platform's own words. */
function commandLineRoutes(router: Router, control: Control): void {
  const { world } = control;
  router
    .on('POST', '/control/modal/check', (call) => carry(() => check(world, call.body as DeployRequest)))
    .on('POST', '/control/modal/deploy', (call) => carry(() => deploy(world, call.body as DeployRequest)))
    .on('POST', '/control/modal/abandon', (call) =>
      carry(() => {
        abandon(world, text(call, 'appId'));
        return {};
      }),
    )
    .on('POST', '/control/modal/log', (call) =>
      carry(() => {
        const { appId, ...said } = call.body as Said & { appId: string };
        return { entryId: world.app(appId).logs.write(said).id };
      }),
    )
    .on('GET', '/control/modal/switches', () => ok({ switches: control.switches() }))
    .on('PUT', '/control/modal/switches', (call) => {
      const { switches } = (call.body ?? {}) as { switches?: unknown };
      if (!Array.isArray(switches) || !switches.every((one) => typeof one === 'string')) {
        return {
          status: 400,
          body: { code: status.INVALID_ARGUMENT, message: 'switches: want a list of strings' },
        };
      }
      control.setSwitches(switches);
      return ok({ switches: control.switches() });
    });
}

function stateOf(number: unknown): AppState {
  const found = Object.values(AppState).find((one) => one === Number(number));
  if (found === undefined) throw new Error(`no state ${String(number)}`);
  return found;
}

const httpStatus: Readonly<Record<number, number>> = {
  [status.UNAUTHENTICATED]: 401,
  [status.PERMISSION_DENIED]: 403,
  [status.NOT_FOUND]: 404,
  [status.ALREADY_EXISTS]: 409,
  [status.FAILED_PRECONDITION]: 409,
};

function carry(act: () => object): Answer {
  try {
    return ok(act());
  } catch (error) {
    if (!(error instanceof RpcRefusal)) throw error;
    const { code, message } = error;
    return { status: httpStatus[code] ?? 400, body: { code, message } };
  }
}

const text = ({ body }: Call, key: string): string => String((body as Record<string, unknown>)[key]);

function costs(control: Control, range: { from?: number; to?: number }): object {
  const apps = control.world.ledger.apps();
  const each = apps.map((app) => [app, decimal(control.invoice({ ...range, app }).pico)]);
  return {
    now: control.now(),
    dollars: decimal(control.invoice(range).pico),
    apps: Object.fromEntries(each) as object,
  };
}

function summary({ world }: Control): object {
  return {
    now: world.clock.iso(),
    speed: world.clock.speed,
    modes: world.modes,
    apps: [...world.apps.values()].map(({ id, name, environment, state, live, functions }) => ({
      id,
      name,
      environment,
      state,
      version: live,
      functions: [...functions.values()].map((served) => ({
        id: served.id,
        tag: served.tag,
        url: world.urlOf(served),
        containers: served.containers.filter(({ finishedAt }) => finishedAt === 0).length,
      })),
    })),
    endpoints: [...world.endpoints.values()].map(({ id, name, provisioning }) => ({
      id,
      name,
      provisioning,
    })),
  };
}
