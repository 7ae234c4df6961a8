import assert from 'node:assert/strict';
import type { Clock, InvokeEvent, InvokeRequest } from '../../../../src/connectors/index.ts';
import { HttpClient } from '../../../../src/connectors/http.ts';
import { redactor } from '../../../../src/connectors/redact.ts';
import { invokeLorax } from '../../../../src/connectors/predibase/lorax/invoke.ts';
import { LoraxServers } from '../../../../src/connectors/predibase/lorax/servers.ts';
import type { LoraxServersContext } from '../../../../src/connectors/predibase/lorax/servers.ts';
import type { LoraxTarget } from '../../../../src/connectors/predibase/lorax/target.ts';
import { checkLoraxLogged } from '../../../platforms/predibase/spec.ts';
import { startLorax } from '../../../platforms/predibase/index.ts';
import type { LoraxOptions, LoraxSimulator } from '../../../platforms/predibase/index.ts';
import { collect, holdAgainstDocument, last, memoryOf, openOnes, patientClock, question } from '../kit.ts';

export { collect, memoryOf, question } from '../kit.ts';

/** Tokens that are the same as the simulated accounts' own: where they turn up is what tests look for. */
export const predibaseToken = 'pb_plantedpredibasetoken01';
export const proxyToken = 'planted-proxy-token-0123456789';

export interface LoraxBench {
  readonly sim: LoraxSimulator;
  readonly clock: Clock;
  readonly http: HttpClient;
  readonly memory: Map<string, string>;
  target(change?: Partial<LoraxTarget>): LoraxTarget;
  servers(change?: Partial<LoraxServersContext>): LoraxServers;
  ask(request?: Partial<InvokeRequest>, change?: Partial<LoraxTarget>): Promise<InvokeEvent[]>;
  /** Bodies that arrived, by route. */
  bodies(path: string): Record<string, unknown>[];
  close(): Promise<void>;
}

const open = openOnes<LoraxBench>();
export const closeLoraxBenches = () => open.closeAll();

/** What a LoRAX server gets from us, over real sockets; waiting lets simulated time pass at once. */
export async function openLorax(options: LoraxOptions = {}): Promise<LoraxBench> {
  const sim = await startLorax(options);
  const clock = patientClock(sim.control);
  const http = new HttpClient({ platform: 'predibase', platformName: 'The LoRAX server' });
  const redact = redactor([predibaseToken, proxyToken]);
  const held = new Map<string, string>();
  const target = (change: Partial<LoraxTarget> = {}): LoraxTarget => ({
    kind: 'server',
    baseUrl: sim.baseUrls.server,
    headers: {},
    defaultSource: 'hub',
    adapterToken: (source) => (source === 'pbase' ? predibaseToken : undefined),
    http,
    clock,
    redact,
    ...change,
  });
  const shown: InvokeEvent[] = [];
  const bench: LoraxBench = {
    sim,
    clock,
    http,
    memory: held,
    target,
    servers: (change = {}) =>
      new LoraxServers({
        servers: [{ id: 'one', label: 'My server', url: sim.baseUrls.server, addedAt: sim.control.now() }],
        http,
        clock,
        redact,
        memory: memoryOf(held),
        adapterToken: (source) => (source === 'pbase' ? predibaseToken : undefined),
        adapterTokenEnv: (source) => (source === 'pbase' ? 'PREDIBASE_API_TOKEN' : undefined),
        ...change,
      }),
    ask: async (request = {}, change = {}) => {
      const events = await collect(invokeLorax(target(change), { ...question, ...request }));
      shown.push(...events);
      return events;
    },
    bodies: (path) => sim.control.requests({ path }).map(({ body }) => body as Record<string, unknown>),
    close: async () => {
      http.dispose();
      const sent = sim.control.requests({ method: 'POST' }).filter(({ faults }) => faults.length === 0);
      await sim.close();
      holdAgainstDocument(checkLoraxLogged, sent);
      assert.deepEqual(
        sim.control.seen().flatMap(({ unknownFields }) => unknownFields),
        [],
        'no field that the server ignores in silence',
      );
      assert.ok(!JSON.stringify(sent.map(({ body }) => body)).includes('null'), 'no null is sent');
      assert.equal(sim.control.crashes(), 0);
      const told = JSON.stringify([shown, [...held]]);
      for (const secret of [predibaseToken, proxyToken])
        assert.ok(!told.includes(secret), 'a token is shown');
    },
  };
  return open.add(bench);
}

export function done(events: readonly InvokeEvent[]) {
  const end = last(events);
  if (end.type !== 'done') assert.fail(JSON.stringify(end));
  return { ...end, response: end.response as Record<string, unknown> };
}

export function failed(events: readonly InvokeEvent[]) {
  const end = last(events);
  if (end.type !== 'error') assert.fail(JSON.stringify(end));
  return end.error;
}

export const text = (events: readonly InvokeEvent[], channel = 'content'): string =>
  events.map((event) => (event.type === 'token' && event.channel === channel ? event.text : '')).join('');

export const types = (events: readonly InvokeEvent[]): string =>
  events
    .map(({ type }) => type)
    .filter((type, index, all) => type !== all[index - 1])
    .join(' ');
