import type { Deployment, InvokeEvent } from '../../../../src/connectors/index.ts';
import { ModalApi } from '../../../../src/connectors/modal/api.ts';
import type { Served, ServedPart } from '../../../../src/connectors/modal/served.ts';
import { redactor } from '../../../../src/connectors/redact.ts';
import { openBench } from './bench.ts';
import type { Bench } from './bench.ts';
import type { ModalOptions } from '../../../platforms/modal/index.ts';
import { patientClock } from '../kit.ts';

/** The parts of the connector by themselves, on the simulator. */
export interface Desk extends Bench {
  readonly api: ModalApi;
  /** What an app of the simulator serves, as the connector tells its parts. */
  readonly servedBy: (app: string, change?: Partial<Served>) => Served;
}

const open = new Set<ModalApi>();
export const closeDesks = () => {
  for (const api of open) api.dispose();
  open.clear();
};

export async function openDesk(options: ModalOptions = {}): Promise<Desk> {
  const bench = await openBench(options);
  const { sim } = bench;
  const api = new ModalApi({
    ...sim.credentials,
    server: sim.baseUrls.server,
    clock: patientClock(sim.control),
    log: undefined,
    redact: redactor([sim.credentials.tokenSecret, sim.credentials.proxyTokenSecret]),
  });
  open.add(api);
  const servedBy = (name: string, change: Partial<Served> = {}): Served => {
    const app = sim.control.app(name);
    const parts = [...app.functions.values()].map((served): ServedPart => ({
      id: served.id,
      tag: served.tag,
      kind: served.kind === 'server' ? 'server' : 'function',
      url: sim.control.world.urlOf(served),
      proxyAuth: served.config.proxyAuth,
    }));
    return {
      subject: { kind: 'app', environment: app.environment, id: app.id },
      name,
      status: 'active',
      appId: app.id,
      parts,
      adapters: [],
      ...change,
    };
  };
  return { ...bench, api, servedBy };
}

/** A deployment by its name, from the connector’s list. */
export async function named({ connector }: Bench, name: string, environment = 'main'): Promise<Deployment> {
  const { deployments } = await connector.list();
  const found = deployments.find((each) => each.name === name && each.group === environment);
  if (!found) throw new Error(`no ${name}`);
  return found;
}

/** Collects a test’s events while platform time goes on. */
export async function walk(
  events: AsyncIterable<InvokeEvent>,
  each: (event: InvokeEvent) => void = () => undefined,
): Promise<InvokeEvent[]> {
  const all: InvokeEvent[] = [];
  for await (const event of events) {
    all.push(event);
    each(event);
  }
  return all;
}

export const waits = (events: readonly InvokeEvent[]): string[] =>
  events.flatMap((event) => (event.type === 'waiting' ? event.message : []));
