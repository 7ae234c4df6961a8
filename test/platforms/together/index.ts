import type { IncomingHttpHeaders } from 'node:http';
import { SimClock } from '../kit/clock.ts';
import { FaultBook } from '../kit/faults.ts';
import { RequestLog } from '../kit/requestLog.ts';
import { Router } from '../kit/router.ts';
import { listen } from '../kit/server.ts';
import { startAutoscaler } from './autoscaler.ts';
import { loadCatalogue } from './catalogue/load.ts';
import { Control } from './control.ts';
import { controlRoutes } from './controlRoutes.ts';
import { kitWords, unauthorized } from './errors.ts';
import { defaultModes, defaultTimings, type Pace, type TogetherOptions } from './options.ts';
import { platformRoutes } from './routes/all.ts';
import { seedDemo } from './seeds.ts';
import { account, World } from './world.ts';

export type { Control } from './control.ts';
export type { TogetherOptions } from './options.ts';

export interface TogetherSimulator {
  readonly baseUrls: { readonly v1: string; readonly v2: string; readonly inference: string };
  readonly credentials: { readonly apiKey: string };
  readonly control: Control;
  readonly controlUrl: string;
  close(): Promise<void>;
}

const manualStart = Date.parse('2026-11-23T12:00:00Z');

export async function startTogether(options: TogetherOptions = {}): Promise<TogetherSimulator> {
  const manual = options.clock === undefined || options.clock === 'manual';
  const speed = typeof options.clock === 'object' ? options.clock.speed : 0;
  const clock = new SimClock(options.startAt ?? (manual ? manualStart : Date.now()), speed);
  const modes = { ...defaultModes, ...options.modes };
  const world = new World(clock, modes, { ...defaultTimings, ...options.timings }, paceOf(options, manual));
  const faults = new FaultBook();
  const log = new RequestLog();
  for (const rule of options.faults ?? []) faults.add(rule);

  loadCatalogue(world);
  if (options.seed !== 'empty') seedDemo(world);
  startAutoscaler(world);

  const control = new Control(world, faults, log);
  const router = new Router();
  platformRoutes(router, world);
  controlRoutes(router, control);
  const server = await listen(
    {
      clock,
      router,
      faults,
      log,
      controlPath: '/control',
      words: kitWords,
      admit,
      stamp: debugHeaders,
      ...(options.onAnswer ? { onAnswer: options.onAnswer } : {}),
    },
    options.port,
  );
  const { origin } = server;
  return {
    baseUrls: { v1: `${origin}/v1`, v2: `${origin}/v2`, inference: `${origin}/inference/v1` },
    credentials: { apiKey: account.apiKey },
    control,
    controlUrl: `${origin}/control`,
    close: async () => {
      clock.close();
      await server.close();
    },
  };
}

function paceOf(options: TogetherOptions, manual: boolean): Pace {
  const pace = options.pace ?? (manual ? 'instant' : { ttftMs: 180, tokensPerSecond: 80 });
  return pace === 'instant' ? { ttftMs: 0, tokensPerSecond: Infinity } : pace;
}

function admit({ headers }: { headers: IncomingHttpHeaders }): void {
  if (headers.authorization !== `Bearer ${account.apiKey}`) throw unauthorized();
}

let traces = 0;

/** `x-together-debug: 1` asks for identifiers that support staff want to see. */
function debugHeaders({ headers }: { headers: IncomingHttpHeaders }): Record<string, string> {
  if (headers['x-together-debug'] !== '1') return {};
  traces += 1;
  const trace = `sim-${String(traces).padStart(8, '0')}`;
  return {
    'x-request-id': trace,
    'x-together-traceid': `trace-${trace}`,
    'x-api-received': new Date().toISOString(),
    'x-engine-pod': `${trace}-engine-0`,
    'x-inference-version': 'v2',
  };
}
