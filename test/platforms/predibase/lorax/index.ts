import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from '../../kit/answers.ts';
import { SimClock } from '../../kit/clock.ts';
import { FaultBook } from '../../kit/faults.ts';
import { RequestLog } from '../../kit/requestLog.ts';
import { Router } from '../../kit/router.ts';
import { listen, type RunningServer } from '../../kit/server.ts';
import { serverKeys } from '../account.ts';
import { demoAdapters } from './adapterTable.ts';
import { type Door, LoraxControl } from './control.ts';
import { loraxControlRoutes } from './controlRoutes.ts';
import { Engine } from './engine.ts';
import { kitWords } from './errors.ts';
import { Ledger } from './ledger.ts';
import { defaultLoraxModes, defaultSettings, defaultTiming, type LoraxOptions } from './options.ts';
import { gatewayResolver } from './resolve.ts';
import { corsHeaders, loraxRouter } from './routes.ts';

export type { LoraxControl } from './control.ts';
export type { LoraxOptions } from './options.ts';

export interface LoraxSimulator {
  readonly baseUrls: { readonly server: string; readonly openai: string };
  /** None of its own: the token of the demo's private hub adapter, and of the proxy if there is one. */
  readonly credentials: { readonly huggingFaceToken: string; readonly proxyToken?: string };
  readonly control: LoraxControl;
  /** On a port of its own, so that it answers while the server's is closed. */
  readonly controlUrl: string;
  close(): Promise<void>;
}

const manualStart = Date.parse('2026-11-23T12:00:00Z');

export async function startLorax(options: LoraxOptions = {}): Promise<LoraxSimulator> {
  const speed = typeof options.clock === 'object' ? options.clock.speed : 0;
  const clock = new SimClock(options.startAt ?? (speed === 0 ? manualStart : Date.now()), speed);
  const settings = { ...defaultSettings, ...options.settings };
  const engine = new Engine(clock, {
    settings,
    modes: { ...defaultLoraxModes, ...options.modes },
    timing: options.timing ?? defaultTiming,
    paced: (options.pace ?? (speed === 0 ? 'instant' : 'timed')) === 'timed',
    adapters: options.seed === 'empty' ? [] : demoAdapters(settings),
  });
  if (options.predibaseGateway !== undefined) {
    engine.adapters.resolvePbase = gatewayResolver(options.predibaseGateway);
  }
  const ledger = new Ledger(clock);
  const faults = new FaultBook();
  const log = new RequestLog();
  for (const rule of options.faults ?? []) faults.add(rule);

  const setup = {
    clock,
    router: loraxRouter(engine),
    faults,
    log,
    controlPath: '/control',
    words: kitWords,
    stamp: () => corsHeaders,
    ...(options.proxyToken === undefined ? {} : { admit: proxyGuard(options.proxyToken) }),
    ...(options.onAnswer ? { onAnswer: options.onAnswer } : {}),
  };
  const first = await listen(setup, options.port);
  const port = Number(new URL(first.origin).port);
  const door = doorOf(first, () => listen(setup, port));
  const control = new LoraxControl(engine, { faults, log, ledger, door });
  ledger.record('server', 1, options.nanoUsdPerHour);
  // A dead router takes its port with it; somebody has to restart it.
  engine.onCrash = () => void control.setState('starting');
  if (options.state !== undefined) await control.setState(options.state);

  const controls = new Router();
  loraxControlRoutes(controls, control);
  const controlServer = await listen({ ...setup, router: controls });
  return {
    baseUrls: { server: first.origin, openai: `${first.origin}/v1` },
    credentials: {
      huggingFaceToken: serverKeys.huggingFaceToken,
      ...(options.proxyToken === undefined ? {} : { proxyToken: options.proxyToken }),
    },
    control,
    controlUrl: `${controlServer.origin}/control`,
    close: async () => {
      clock.close();
      await Promise.all([door.shut(), controlServer.close()]);
    },
  };
}

function doorOf(first: RunningServer, listenAgain: () => Promise<RunningServer>): Door {
  let running: RunningServer | undefined = first;
  return {
    open: async () => {
      running ??= await listenAgain();
    },
    shut: async () => {
      const closing = running;
      running = undefined;
      await closing?.close();
    },
  };
}

/** A reverse proxy with its own idea of who may come in; its header reaches the server as the adapter's token. */
function proxyGuard(token: string) {
  return ({ headers }: { headers: IncomingHttpHeaders }): void => {
    if (headers.authorization === `Bearer ${token}`) return;
    const value = '<html><head><title>401 Authorization Required</title></head></html>';
    throw new Refusal({ status: 401, text: { type: 'text/html', value } }, 'the proxy wants its own token');
  };
}
