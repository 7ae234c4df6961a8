import type { IncomingHttpHeaders } from 'node:http';
import { SimClock } from '../kit/clock.ts';
import { FaultBook } from '../kit/faults.ts';
import { RequestLog } from '../kit/requestLog.ts';
import { Router } from '../kit/router.ts';
import { listen } from '../kit/server.ts';
import { loadCatalogue } from './catalogue/models.ts';
import { Control } from './control.ts';
import { controlRoutes } from './controlRoutes.ts';
import { kitWords, unauthorized } from './errors.ts';
import { defaultModes, defaultTimings, type ReplicateOptions } from './options.ts';
import { RateLimiter } from './rateLimit.ts';
import { deliveryRoutes, platformRoutes } from './routes/all.ts';
import { accountOf } from './routes/context.ts';
import { secretNames } from './runs/input.ts';
import { seedDemo } from './seeds.ts';
import { World } from './world.ts';

export type { Control } from './control.ts';
export type { ReplicateOptions } from './options.ts';

export interface ReplicateSimulator {
  /** `api` ends in `/v1`; `delivery` is the origin of output files: another one, which must see no token. */
  readonly baseUrls: { readonly api: string; readonly delivery: string };
  /** `token` is the organization's (acme), `otherToken` a person's (ada). */
  readonly credentials: { readonly token: string; readonly otherToken: string };
  readonly control: Control;
  readonly controlUrl: string;
  close(): Promise<void>;
}

const manualStart = Date.parse('2026-11-23T12:00:00Z');

export async function startReplicate(options: ReplicateOptions = {}): Promise<ReplicateSimulator> {
  const manual = options.clock === undefined || options.clock === 'manual';
  const speed = typeof options.clock === 'object' ? options.clock.speed : 0;
  const clock = new SimClock(options.startAt ?? (manual ? manualStart : Date.now()), speed);
  const modes = { ...defaultModes, ...options.modes };
  const world = new World(clock, modes, { ...defaultTimings, ...options.timings });
  const faults = new FaultBook();
  for (const rule of options.faults ?? []) faults.add(rule);
  loadCatalogue(world);

  const secrets = secretsOf(world);
  const log = new RequestLog((key) => secrets.has(key));
  const limiter = new RateLimiter(clock, modes);
  const control = new Control(world, faults, log, limiter);
  const shared = { clock, faults, log, controlPath: '/control', words: kitWords };

  const delivery = await listen({ ...shared, router: deliveryRoutes(world) });
  const router = new Router();
  platformRoutes(router, world);
  controlRoutes(router, control);
  const api = await listen(
    {
      ...shared,
      router,
      takesFiles: (path, headers) =>
        path === '/v1/files' ||
        (path === '/v1/models' && headers['content-type']?.startsWith('text/plain') === true),
      admit: ({ method, path, headers }) => admit(world, limiter, method, path, headers),
      stamp: ({ method, path, status, headers }) => stamp(world, limiter, method, path, status, headers),
      ...(options.onAnswer ? { onAnswer: options.onAnswer } : {}),
    },
    options.port,
  );
  world.origin = api.origin;
  world.deliveryOrigin = delivery.origin;
  if (options.seed !== 'empty') seedDemo(world);

  const [acme, ada] = world.accounts;
  return {
    baseUrls: { api: `${api.origin}/v1`, delivery: delivery.origin },
    credentials: { token: acme!.token, otherToken: ada!.token },
    control,
    controlUrl: `${api.origin}/control`,
    close: async () => {
      clock.close();
      await Promise.all([api.close(), delivery.close()]);
    },
  };
}

function secretsOf(world: World): Set<string> {
  const versions = [...world.models.values()].flatMap((model) => model.versions);
  return new Set(versions.flatMap((version) => [...secretNames(version)]));
}

/** Addresses that are their own key. */
function open(world: World, path: string): boolean {
  const [, key = ''] = /^\/v1\/(?:streams|files)\/([^/]+)$/.exec(path) ?? [];
  return world.streams.has(key) || path.startsWith('/v1/streams/') || path.endsWith('/download');
}

function admit(
  world: World,
  limiter: RateLimiter,
  method: string,
  path: string,
  headers: IncomingHttpHeaders,
): void {
  if (open(world, path)) return;
  const account = accountOf(world, headers.authorization);
  if (!account) throw unauthorized();
  if (!path.startsWith('/v1/files')) limiter.take(account.username, method, path);
}

let rays = 0;

/** Neither refused tokens nor files get the limits' headers. */
function stamp(
  world: World,
  limiter: RateLimiter,
  method: string,
  path: string,
  status: number,
  headers: IncomingHttpHeaders,
): Record<string, string> {
  const account = accountOf(world, headers.authorization);
  const ray = { 'cf-ray': `${(0x9e00_0000 + (rays += 1)).toString(16)}51a7c0de-AMS` };
  const plain = status === 401 || path.startsWith('/v1/files') || path.startsWith('/control');
  return plain || !account ? ray : { ...ray, ...limiter.headers(account.username, method, path) };
}
