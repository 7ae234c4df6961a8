import assert from 'node:assert/strict';
import type {
  Clock,
  Connect,
  ConnectContext,
  Connector,
  ErrorCode,
  InvokeEvent,
  InvokeRequest,
} from '../../../src/connectors/index.ts';
import { PlatformError } from '../../../src/connectors/index.ts';
import type { SimControl } from '../../platforms/kit/control.ts';
import type { LoggedRequest } from '../../platforms/kit/requestLog.ts';
import type { Verdict } from '../../platforms/openapi/checker.ts';

export { processMemory as memoryOf } from '../../../src/connectors/memory.ts';

/** A clock on which waiting is free: simulated time passes instead. */
export function patientClock(control: Pick<SimControl, 'now' | 'advance'>): Clock {
  return {
    now: () => control.now(),
    monotonic: () => performance.now(),
    sleep: (ms, signal) => {
      signal?.throwIfAborted();
      control.advance(ms);
      return Promise.resolve();
    },
  };
}

/** The same, with what was waited for in order; sockets get their turn, as in the time that did not pass. */
export function takingTurns(patient: Clock, slept: number[]): Clock {
  return {
    ...patient,
    sleep: async (ms, signal) => {
      await patient.sleep(ms, signal);
      slept.push(ms);
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    },
  };
}

/** Benches that are open. `closeAll` is for `afterEach`: whatever a failed test left open is closed too. */
export function openOnes<T extends { close(): Promise<void> }>() {
  const open = new Set<T>();
  return {
    add: (one: T): T => {
      open.add(one);
      return one;
    },
    closeAll: async (): Promise<void> => {
      const all = [...open];
      open.clear();
      for (const one of all) await one.close();
    },
  };
}

/** Any number of processes that know one account, with all that they log. */
export function processes(connectTo: Connect, shared: ConnectContext) {
  const logged: string[] = [];
  const log = (message: string) => void logged.push(message);
  const made: Connector[] = [];
  return {
    logged,
    connect: (context: Partial<ConnectContext> = {}): Connector => {
      const connector = connectTo({
        log: { debug: log, info: log, warn: log },
        ...shared,
        ...context,
      });
      made.push(connector);
      return connector;
    },
    dispose: (): void => made.forEach((connector) => connector.dispose()),
  };
}

export type Match = NonNullable<Parameters<SimControl['requests']>[0]>;

/** What arrived at a simulator since it was last taken; `all` keeps everything. */
export function arrivals(control: Pick<SimControl, 'requests' | 'clearRequests'>) {
  const all: LoggedRequest[] = [];
  const take = (match: Match = {}): LoggedRequest[] => {
    const seen = control.requests(match);
    all.push(...control.requests());
    control.clearRequests();
    return seen;
  };
  return {
    all,
    take,
    /** `METHOD path?query` of each. */
    sent: (match?: Match): string[] =>
      take(match).map(({ method, path, search }) => `${method} ${path}${search}`),
  };
}

/** Every request that any test made, held against the platform's own interface document. */
export function holdAgainstDocument(
  check: (request: LoggedRequest) => Verdict,
  requests: readonly LoggedRequest[],
): void {
  const wrong = requests.flatMap((request) => {
    const verdict = request.faults.length > 0 ? [] : check(request);
    return verdict === 'no-spec' ? [] : verdict;
  });
  assert.deepEqual([...new Set(wrong)], []);
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
  assert.equal(ends.length, 1, `exactly one end: ${events.map(({ type }) => type).join(' ')}`);
  assert.equal(events.at(-1), ends[0], 'the end comes last');
  return ends[0] as InvokeEvent;
}

export function textOf(events: readonly InvokeEvent[]): string {
  return events.map((event) => (event.type === 'token' ? event.text : '')).join('');
}

export const question: InvokeRequest = { prompt: 'Say something.', stream: true, maxTokens: 12 };
