import assert from 'node:assert/strict';
import type { ConnectContext, Connector, Deployment } from '../../../../src/connectors/index.ts';
import { predibase } from '../../../../src/connectors/predibase/definition.ts';
import { startPredibase } from '../../../platforms/predibase/index.ts';
import type { PredibaseOptions, PredibaseSimulator } from '../../../platforms/predibase/index.ts';
import { arrivals, memoryOf, openOnes, patientClock, processes } from '../kit.ts';
import type { Match } from '../kit.ts';

export { collect, fails, last, memoryOf, question } from '../kit.ts';

export interface Bench {
  readonly sim: PredibaseSimulator;
  readonly connector: Connector;
  readonly memory: Map<string, string>;
  readonly logged: string[];
  /** The same account, seen by a process that remembers nothing (or what is given). */
  again(context?: Partial<ConnectContext>): Connector;
  /** `METHOD path?query` of what arrived since the last call. */
  sent(match?: Match): string[];
  /** What was sent as body by the one request that matches, since the last call. */
  body(method: string, path: string): unknown;
  /** Resolves when such a request is there, answered or not. */
  arrived(match: Match): Promise<void>;
  row(name: string): Promise<Deployment>;
  close(): Promise<void>;
}

const open = openOnes<Bench>();
export const closeBenches = () => open.closeAll();

/** A token for Hugging Face that must be nowhere but where it was asked for. */
export const hfToken = 'hf_plantedtokenplantedtoken';

export const named = (name: string) => `deployment/${name}`;

/** A connector on real sockets against the simulator; waiting lets simulated time pass at once. */
export async function openBench(
  options: PredibaseOptions = {},
  context: Partial<ConnectContext> = {},
): Promise<Bench> {
  const sim = await startPredibase(options);
  const clock = patientClock(sim.control);
  const memory = new Map<string, string>();
  const { logged, connect, dispose } = processes(await predibase.load(), {
    credentials: { apiKey: sim.credentials.apiToken, hfToken },
    baseUrls: sim.baseUrls,
    clock,
    ...context,
  });
  const connector = connect({ memory: memoryOf(memory) });
  const { take, sent } = arrivals(sim.control);
  const bench: Bench = {
    sim,
    connector,
    memory,
    logged,
    again: connect,
    sent,
    body: (method, path) => {
      const requests = take({ method }).filter((request) => request.path === path);
      assert.equal(requests.length, 1, `one ${method} ${path}`);
      return requests[0]?.body;
    },
    arrived: async (match) => {
      while (sim.control.requests(match).length === 0) await new Promise((resolve) => setImmediate(resolve));
    },
    row: async (name) => {
      const { deployments } = await connector.list();
      const found = deployments.find((deployment) => deployment.id === named(name));
      assert.ok(found, `${name} is not listed`);
      return found;
    },
    close: async () => {
      dispose();
      await sim.close();
      const kept = [...memory.values(), ...logged].join('\n');
      assert.ok(!kept.includes(sim.credentials.apiToken), 'the token is kept or in the log');
      assert.ok(!kept.includes(hfToken), 'the Hugging Face token is kept or in the log');
      assert.equal(sim.control.leakedTokens(), 0);
    },
  };
  return open.add(bench);
}

export const qwen = { id: 'qwen3-8b', name: 'qwen3-8b', kind: 'model' as const };

export const support = { id: 'support/1', name: 'support/1', kind: 'adapter' as const, base: 'qwen3-8b' };

export interface Sent {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** The global fetch, with all that left: the simulator's own record leaves secrets out. */
export function recording(): { fetch: typeof fetch; sent: Sent[] } {
  const sent: Sent[] = [];
  return {
    sent,
    fetch: (input, init) => {
      sent.push({
        method: init?.method ?? 'GET',
        url: input instanceof Request ? input.url : String(input),
        headers: Object.fromEntries(new Headers(init?.headers)),
        body: typeof init?.body === 'string' ? init.body : '',
      });
      return globalThis.fetch(input, init);
    },
  };
}
