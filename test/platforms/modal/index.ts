import { SimClock } from '../kit/clock.ts';
import { FaultBook } from '../kit/faults.ts';
import { RequestLog } from '../kit/requestLog.ts';
import { Router } from '../kit/router.ts';
import { listen } from '../kit/server.ts';
import { Control } from './control.ts';
import { controlRoutes } from './controlRoutes.ts';
import { kitWords } from './data/kitWords.ts';
import { dataRoutes } from './data/routes.ts';
import { serveControlPlane } from './grpc/server.ts';
import { defaultModes, livePace, type ModalOptions } from './options.ts';
import { allRpcs } from './rpc/all.ts';
import { seedDemo } from './seeds/demo.ts';
import { credentials, seedWorkspace } from './seeds/workspace.ts';
import { World } from './world.ts';

export type { Control } from './control.ts';
export type { ModalOptions } from './options.ts';

export interface ModalSimulator {
  /** `server`: the gRPC control plane, for `MODAL_SERVER_URL`. */
  readonly baseUrls: { readonly server: string };
  readonly credentials: {
    readonly tokenId: string;
    readonly tokenSecret: string;
    readonly proxyTokenId: string;
    readonly proxyTokenSecret: string;
  };
  readonly control: Control;
  readonly controlUrl: string;
  /** Deployed functions answer at `{dataOrigin}/f/{function id}`. */
  readonly dataOrigin: string;
  close(): Promise<void>;
}

const manualStart = Date.parse('2026-11-23T12:00:00Z');
const secretMembers = new Set(['tokenSecret', 'huggingfaceToken', 'envDict', 'waitSecret']);

export async function startModal(options: ModalOptions = {}): Promise<ModalSimulator> {
  const manual = options.clock === undefined || options.clock === 'manual';
  const speed = typeof options.clock === 'object' ? options.clock.speed : 0;
  const clock = new SimClock(options.startAt ?? (manual ? manualStart : Date.now()), speed);
  const world = new World(clock, { ...defaultModes, ...(manual ? {} : livePace), ...options.modes });
  const faults = new FaultBook();
  for (const rule of options.faults ?? []) faults.add(rule);
  const log = new RequestLog((key) => secretMembers.has(key));
  const control = new Control(world, faults, log);
  const shared = { clock, faults, log, controlPath: '/control', words: kitWords };

  const base = options.port ?? 0;
  const portOf = (offset: number): number => (base === 0 ? 0 : base + offset);
  const dataRouter = new Router();
  dataRoutes(dataRouter, world);
  const data = await listen({ ...shared, router: dataRouter }, portOf(1));
  const controlRouter = new Router();
  controlRoutes(controlRouter, control);
  const controlServer = await listen({ ...shared, router: controlRouter }, portOf(2));
  const plane = await serveControlPlane({ world, table: allRpcs(world), faults, log }, base);

  world.dataOrigin = data.origin;
  seedWorkspace(world);
  if (options.seed !== 'empty') seedDemo(world);
  return {
    baseUrls: { server: plane.origin },
    credentials,
    control,
    controlUrl: `${controlServer.origin}/control`,
    dataOrigin: data.origin,
    close: async () => {
      clock.close();
      plane.close();
      await Promise.all([data.close(), controlServer.close()]);
    },
  };
}
