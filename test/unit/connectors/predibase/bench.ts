import assert from 'node:assert/strict';
import type {
  Clock,
  ConnectContext,
  Connector,
  Deployment,
  ErrorCode,
  InvokeEvent,
  InvokeRequest,
  Memory,
} from '../../../../src/connectors/index.ts';
import { PlatformError } from '../../../../src/connectors/index.ts';
import { predibase } from '../../../../src/connectors/predibase/definition.ts';
import { startPredibase } from '../../../platforms/predibase/index.ts';
import type { PredibaseOptions, PredibaseSimulator } from '../../../platforms/predibase/index.ts';

export interface Bench {
  readonly sim: PredibaseSimulator;
  readonly connector: Connector;
  readonly memory: Map<string, string>;
  readonly logged: string[];
  /** The same account, seen by a process that remembers nothing (or what is given). */
  again(context?: Partial<ConnectContext>): Connector;
  /** `METHOD path?query` of what arrived since the last call. */
  sent(match?: { method?: string; path?: string | RegExp }): string[];
  /** What was sent as body by the one request that matches, since the last call. */
  body(method: string, path: string): unknown;
  /** Resolves when such a request is there, answered or not. */
  arrived(match: { method?: string; path?: string | RegExp }): Promise<void>;
  row(name: string): Promise<Deployment>;
  close(): Promise<void>;
}

const open = new Set<Bench>();

/** For `afterEach`: whatever a failed test left open is closed too. */
export async function closeBenches(): Promise<void> {
  const benches = [...open];
  open.clear();
  for (const bench of benches) await bench.close();
}

/** A token for Hugging Face that must be nowhere but where it was asked for. */
export const hfToken = 'hf_plantedtokenplantedtoken';

export const named = (name: string) => `deployment/${name}`;

/** A connector on real sockets against the simulator; waiting lets simulated time pass at once. */
export async function openBench(
  options: PredibaseOptions = {},
  context: Partial<ConnectContext> = {},
): Promise<Bench> {
  const sim = await startPredibase(options);
  const clock: Clock = {
    now: () => sim.control.now(),
    monotonic: () => performance.now(),
    sleep: (ms, signal) => {
      signal?.throwIfAborted();
      sim.control.advance(ms);
      return Promise.resolve();
    },
  };
  const memory = new Map<string, string>();
  const logged: string[] = [];
  const log = (message: string) => void logged.push(message);
  const made: Connector[] = [];
  const again = (more: Partial<ConnectContext> = {}): Connector => {
    const connector = predibase.connect({
      credentials: { apiKey: sim.credentials.apiToken, hfToken },
      baseUrls: sim.baseUrls,
      clock,
      log: { debug: log, info: log, warn: log },
      ...context,
      ...more,
    });
    made.push(connector);
    return connector;
  };
  const connector = again({ memory: memoryOf(memory) });
  const take = (match: { method?: string; path?: string | RegExp } = {}) => {
    const seen = sim.control.requests(match);
    sim.control.clearRequests();
    return seen;
  };
  const bench: Bench = {
    sim,
    connector,
    memory,
    logged,
    again,
    sent: (match) => take(match).map(({ method, path, search }) => `${method} ${path}${search}`),
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
      for (const each of made) each.dispose();
      await sim.close();
      const kept = [...memory.values(), ...logged].join('\n');
      assert.ok(!kept.includes(sim.credentials.apiToken), 'the token is kept or in the log');
      assert.ok(!kept.includes(hfToken), 'the Hugging Face token is kept or in the log');
      assert.equal(sim.control.leakedTokens(), 0);
    },
  };
  open.add(bench);
  return bench;
}

export function memoryOf(held: Map<string, string>): Memory {
  return {
    get: (key) => held.get(key),
    set: (key, value) => (value === undefined ? held.delete(key) : held.set(key, value)),
  };
}

export async function fails(code: ErrorCode, action: Promise<unknown>): Promise<PlatformError> {
  const error = await action.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof PlatformError, `expected ${code}, got ${String(error)}`);
  assert.equal(error.code, code, error.message);
  return error;
}

export async function collect(events: AsyncIterable<InvokeEvent>): Promise<InvokeEvent[]> {
  const all: InvokeEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

export function last(events: readonly InvokeEvent[]): InvokeEvent {
  const ends = events.filter(({ type }) => ['done', 'error', 'cancelled'].includes(type));
  assert.equal(ends.length, 1, `one end: ${events.map(({ type }) => type).join(' ')}`);
  assert.equal(events.at(-1), ends[0], 'the end comes last');
  return ends[0] as InvokeEvent;
}

export const question: InvokeRequest = { prompt: 'Say something.', stream: true, maxTokens: 12 };

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
