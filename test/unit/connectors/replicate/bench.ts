import assert from 'node:assert/strict';
import type { Clock, ConnectContext, Connector, Memory } from '../../../../src/connectors/index.ts';
import { PlatformError } from '../../../../src/connectors/index.ts';
import type { ErrorCode, InvokeEvent, InvokeRequest } from '../../../../src/connectors/index.ts';
import { replicate } from '../../../../src/connectors/replicate/definition.ts';
import { startReplicate } from '../../../platforms/replicate/index.ts';
import type { ReplicateOptions, ReplicateSimulator } from '../../../platforms/replicate/index.ts';
import { checkReplicateLogged } from '../../../platforms/replicate/spec.ts';

export interface Bench {
  readonly sim: ReplicateSimulator;
  readonly connector: Connector;
  readonly memory: Map<string, string>;
  readonly logged: string[];
  /** How long the connector waited, in order. */
  readonly slept: number[];
  /** The same account, seen by a process that remembers nothing (or what is given). */
  readonly again: (context?: Partial<ConnectContext>) => Connector;
  /** `METHOD path?query` of what arrived since the last call. */
  readonly sent: (match?: { method?: string; path?: string | RegExp }) => string[];
  readonly close: () => Promise<void>;
}

const open = new Set<Bench>();

/** For `afterEach`: whatever a failed test left open is closed too. */
export async function closeBenches(): Promise<void> {
  const benches = [...open];
  open.clear();
  for (const bench of benches) await bench.close();
}

/** A connector on real sockets against the simulator; waiting lets simulated time pass at once. */
export async function openBench(options: ReplicateOptions = {}): Promise<Bench> {
  const sim = await startReplicate(options);
  const slept: number[] = [];
  const clock: Clock = {
    now: () => sim.control.now(),
    monotonic: () => performance.now(),
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      slept.push(ms);
      sim.control.advance(ms);
      // Sockets get their turn, as they would in the time that did not pass.
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    },
  };
  const memory = new Map<string, string>();
  const logged: string[] = [];
  const log = (message: string) => void logged.push(message);
  const made: Connector[] = [];
  const again = (context: Partial<ConnectContext> = {}): Connector => {
    const connector = replicate.connect({
      credentials: { token: sim.credentials.token },
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
    slept,
    again,
    sent: (match) => take(match).map(({ method, path, search }) => `${method} ${path}${search}`),
    close: async () => {
      for (const each of made) each.dispose();
      take();
      await sim.close();
      holdAgainstDocument(everything);
      const kept = [...logged, ...memory.values()].join('\n');
      for (const token of Object.values(sim.credentials))
        assert.ok(!kept.includes(token), 'a token is in the log or in the memory');
      assert.ok(!/\/v1\/streams\//.test(kept), 'the address of a stream is in the log or in the memory');
    },
  };
  open.add(bench);
  return bench;
}

/** Every request that any test made, held against the platform's own interface document. */
function holdAgainstDocument(requests: ReturnType<ReplicateSimulator['control']['requests']>): void {
  const wrong = requests.flatMap((entry) => {
    const elsewhere = /^\/(v1\/(streams|files)|pbxt|delivery)\//.test(entry.path);
    if (entry.faults.length > 0 || elsewhere || !entry.path.startsWith('/v1/')) return [];
    const verdict = checkReplicateLogged(entry);
    return verdict === 'no-spec' ? [] : verdict;
  });
  assert.deepEqual([...new Set(wrong)], []);
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

/** Where a request goes, in the one form in which the connector gives it. */
export function addressOf(input: Parameters<typeof fetch>[0]): string {
  assert.equal(typeof input, 'string');
  return input as string;
}

export function textOf(events: readonly InvokeEvent[]): string {
  return events.map((event) => (event.type === 'token' ? event.text : '')).join('');
}

export function partsOf(events: readonly InvokeEvent[]) {
  return events.findLast((event) => event.type === 'output')?.parts;
}

export const question: InvokeRequest = { prompt: 'Say something.', stream: true, maxTokens: 12 };

export const plain: InvokeRequest = { ...question, stream: false };

export const chat = 'acme/chat-prod';
export const images = 'acme/images';
export const support = 'acme/support';
export const retired = 'acme/sdxl-retired';
export const posters = 'acme/7-posters';
