import assert from 'node:assert/strict';
import type { Clock, Connector, Memory, ConnectContext } from '../../../../src/connectors/index.ts';
import { definitions, PlatformError } from '../../../../src/connectors/index.ts';
import type { ErrorCode, InvokeEvent, InvokeRequest } from '../../../../src/connectors/index.ts';
import { checkRequest } from '../../../platforms/spec.ts';
import { startTogether } from '../../../platforms/together/index.ts';
import type { TogetherOptions, TogetherSimulator } from '../../../platforms/together/index.ts';

export interface Bench {
  readonly sim: TogetherSimulator;
  readonly connector: Connector;
  readonly memory: Map<string, string>;
  readonly logged: string[];
  /** The same account, seen by a process that remembers nothing (or what is given). */
  again(context?: Partial<ConnectContext>): Connector;
  /** `METHOD path?query` of what arrived since the last call. */
  sent(match?: { method?: string; path?: string | RegExp }): string[];
  id(name: string): Promise<string>;
  /** Lets platform time pass until the deployment is in the state. */
  until(name: string, state: string): void;
  close(): Promise<void>;
}

const open = new Set<Bench>();

/** For `afterEach`: whatever a failed test left open is closed too. */
export async function closeBenches(): Promise<void> {
  const benches = [...open];
  open.clear();
  for (const bench of benches) await bench.close();
}

/** A connector on real sockets against the simulator; waiting lets simulated time pass at once. */
export async function openBench(options: TogetherOptions = {}): Promise<Bench> {
  const sim = await startTogether(options);
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
  const again = (context: Partial<ConnectContext> = {}): Connector => {
    const connector = definitions.together!.connect({
      credentials: sim.credentials,
      baseUrls: sim.baseUrls,
      clock,
      log: { debug: log, info: log, warn: log },
      ...context,
    });
    made.push(connector);
    return connector;
  };
  const connector = again({ memory: memoryOf(memory) });
  const everything: ReturnType<typeof sim.control.requests> = [];
  const take = (match: { method?: string; path?: string | RegExp } = {}) => {
    const seen = sim.control.requests(match);
    everything.push(...sim.control.requests());
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
    id: async (name) => {
      const { deployments } = await connector.list();
      const found = deployments.find((deployment) => deployment.name === name);
      assert.ok(found, `${name} is not listed`);
      return found.id;
    },
    until: (name, state) => {
      for (let minutes = 0; sim.control.deployment(name).state !== state; minutes++) {
        assert.ok(minutes < 600, `${name} never becomes ${state}`);
        sim.control.advance(60_000);
      }
    },
    close: async () => {
      for (const each of made) each.dispose();
      take();
      await sim.close();
      // Every request that any test made, held against the platform's own interface document.
      const wrong = everything.flatMap(({ method, path, search, body, faults }) => {
        if (faults.length > 0) return [];
        const verdict = checkRequest(method, path, new URLSearchParams(search), body);
        return verdict === 'no-spec' ? [] : verdict;
      });
      assert.deepEqual([...new Set(wrong)], []);
      assert.ok(!logged.join('\n').includes(sim.credentials.apiKey), 'the key is in the log');
    },
  };
  open.add(bench);
  return bench;
}

function memoryOf(held: Map<string, string>): Memory {
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

export const qwen = { id: 'arch_qwen9', name: 'Qwen/Qwen3.5-9B', kind: 'model' as const };
