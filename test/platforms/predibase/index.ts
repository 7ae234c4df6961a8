import type { IncomingHttpHeaders } from 'node:http';
import { SimClock } from '../kit/clock.ts';
import { FaultBook } from '../kit/faults.ts';
import { hash } from '../kit/random.ts';
import { RequestLog } from '../kit/requestLog.ts';
import { Router } from '../kit/router.ts';
import { listen } from '../kit/server.ts';
import { account } from './account.ts';
import { PredibaseControl } from './control.ts';
import { controlRoutes } from './controlRoutes.ts';
import { gone, isServing, kitWords, refusal } from './errors.ts';
import { defaultModes, defaultTimings, type PredibaseOptions } from './options.ts';
import { batchRoutes } from './routes/batch.ts';
import { deploymentRoutes } from './routes/deployments.ts';
import { finetuningRoutes } from './routes/finetuning.ts';
import { metricsStream } from './routes/metricsStream.ts';
import { legacyRoutes } from './routes/legacy.ts';
import { repoRoutes } from './routes/repos.ts';
import { servingRoutes } from './routes/serving.ts';
import { uploadRoutes } from './routes/uploads.ts';
import { seedDemo, seedShared } from './seeds.ts';
import { World } from './world.ts';

export { type LoraxOptions, type LoraxSimulator, startLorax } from './lorax/index.ts';
export type { PredibaseControl } from './control.ts';
export type { PredibaseOptions } from './options.ts';

export interface PredibaseSimulator {
  /** One process plays both hosts; a client has to be told both addresses. */
  readonly baseUrls: { readonly gateway: string; readonly serving: string };
  readonly credentials: { readonly apiToken: string; readonly tenant: string };
  readonly control: PredibaseControl;
  readonly controlUrl: string;
  close(): Promise<void>;
}

const manualStart = Date.parse('2026-11-23T12:00:00Z');

export async function startPredibase(options: PredibaseOptions = {}): Promise<PredibaseSimulator> {
  const speed = typeof options.clock === 'object' ? options.clock.speed : 0;
  const clock = new SimClock(options.startAt ?? (speed === 0 ? manualStart : Date.now()), speed);
  const modes = { ...defaultModes, ...options.modes };
  const paced = (options.pace ?? (speed === 0 ? 'instant' : 'timed')) === 'timed';
  const serving = { modes: options.loraxModes, timing: options.timing, paced };
  const world = new World(clock, modes, { ...defaultTimings, ...options.timings }, serving);
  const faults = new FaultBook();
  const log = new RequestLog();
  for (const rule of options.faults ?? []) faults.add(rule);

  seedShared(world);
  if (options.seed !== 'empty') seedDemo(world);

  const control = new PredibaseControl(world, faults, log);
  const router = new Router();
  deploymentRoutes(router, world);
  repoRoutes(router, world);
  uploadRoutes(router, world);
  batchRoutes(router, world);
  finetuningRoutes(router, world);
  legacyRoutes(router, world);
  servingRoutes(router, world);
  controlRoutes(router, control);

  const server = await listen(
    {
      clock,
      router,
      faults,
      log,
      controlPath: '/control',
      words: kitWords,
      admit: (request) => admit(world, request),
      onUpgrade: (request, socket) => metricsStream(world, request, socket),
      takesFiles: (path) => path.startsWith('/presigned/'),
      stamp: ({ path }) => headersOf(path),
      ...(options.onAnswer ? { onAnswer: options.onAnswer } : {}),
    },
    options.port,
  );
  const { origin } = server;
  return {
    baseUrls: { gateway: origin, serving: origin },
    credentials: { apiToken: account.apiToken, tenant: account.tenant },
    control,
    controlUrl: `${origin}/control`,
    close: async () => {
      clock.close();
      await server.close();
    },
  };
}

function admit({ modes }: World, { path, headers }: { path: string; headers: IncomingHttpHeaders }): void {
  if (path.startsWith('/presigned/')) return;
  if (modes.service === 'gone' && !isServing(path)) throw gone();
  if (headers.authorization === `Bearer ${account.apiToken}`) return;
  throw refusal(modes.codes.auth, 'invalid or missing API token');
}

let spans = 0;

/** `b3` starts with the trace id that support asks for. */
function headersOf(path: string): Record<string, string> {
  if (path.startsWith('/presigned/') || isServing(path)) return {};
  spans += 1;
  const span = hash(`span:${spans}`).toString(16).padStart(8, '0');
  return { b3: `${span}${span}-${span}-1`, 'x-predibase-release-version': '2025.2.3' };
}
