import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MetricsService } from '../../../src/extension/metrics/service.ts';
import { busyMinutes } from '../../../src/extension/metrics/busy.ts';
import type { RequestSample } from '../../../src/extension/metrics/types.ts';
import type { Store } from '../../../src/extension/store/store.ts';
import { sample } from '../deployments/builders.ts';
import { ManualClock } from '../deployments/manualClock.ts';
import { cleanTemp, tempFolder, tempStore } from '../store/temp.ts';
import { assertReport, assertRow } from './assertTrue.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const base = 1_800_000_000_000;
const keys = ['together:a', 'together:b', 'modal:a'];
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 3 });

/** What one request may be. */
const request = fc.record(
  {
    deployment: fc.constantFrom(...keys),
    outcome: fc.constantFrom('ok', 'ok', 'ok', 'error', 'cancelled'),
    errorCode: maybe(fc.constantFrom('timeout', 'rate-limited', 'network')),
    endMs: fc.double({ min: 0.01, max: 600_000, noNaN: true }),
    stream: maybe(fc.tuple(fc.double({ min: 0.01, max: 9e4, noNaN: true }), fc.nat(90_000))),
    usage: maybe(
      fc.record({ input: fc.nat(5000), output: fc.nat(5000) }, { requiredKeys: [], noNullPrototype: true }),
    ),
    estimated: fc.boolean(),
    cost: maybe(fc.nat(1_000_000)),
  },
  { noNullPrototype: true },
);

function sampleOf(
  id: string,
  sentAt: number,
  given: typeof request extends fc.Arbitrary<infer T> ? T : never,
): RequestSample {
  const { deployment, outcome, errorCode, endMs, stream, usage, estimated, cost } = given;
  return sample(id, {
    ...({ deployment, outcome, endMs, sentAt } as Partial<RequestSample>),
    ...(outcome === 'error' && errorCode !== undefined ? { errorCode } : {}),
    ...(stream ? { firstTokenMs: stream[0], lastTokenMs: stream[0] + stream[1] } : {}),
    ...(usage && Object.keys(usage).length > 0
      ? { usage, tokenSource: estimated ? 'estimated' : 'reported' }
      : {}),
    ...(cost === undefined ? {} : { cost, costSource: { kind: 'user' } }),
  });
}

/** What happens: requests close together or far apart, a clock that is set, a window that is closed and opened. */
const event = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('request'),
      window: fc.nat(1),
      given: request,
      repeat: fc.nat(3),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('wait'), ms: fc.nat(3 * minute) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait'), ms: fc.nat(3 * hour) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('wait'), ms: fc.integer({ min: -30 * hour, max: 3 * day }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('restart', 'flush'), window: fc.nat(1) }) },
);

/** Edges where something may go wrong: on a request, on a whole unit, one before or after, or anywhere. */
const edge = fc.tuple(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.constantFrom(1, minute, hour, day),
  fc.integer({ min: -1, max: 1 }),
);

describe('The metrics against a slow and obvious computation', () => {
  afterEach(cleanTemp);

  it('say the same about any history, of two windows, in any window of time', () => {
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 60 }),
        fc.array(fc.tuple(edge, edge), { minLength: 3, maxLength: 3 }),
        (events, windows) => {
          const folder = tempFolder();
          const open = () => tempStore(folder, new ManualClock(base));
          const stores: [Store, Store] = [open(), open()];
          const all: RequestSample[] = [];
          let at = base;
          for (const happening of events) {
            if ('ms' in happening) at += happening.ms;
            else if ('given' in happening) {
              const made = sampleOf(`r${all.length}`, at, happening.given);
              all.push(made);
              // Written again, as after a batch of which it is not known whether it arrived.
              for (let i = 0; i <= happening.repeat; i += 3)
                stores[happening.window as 0 | 1].recordRequest(made);
            } else if (happening.kind === 'flush') stores[happening.window as 0 | 1].flush();
            else {
              stores[happening.window as 0 | 1].dispose();
              stores[happening.window as 0 | 1] = open();
            }
          }
          for (const store of stores) store.flush();
          const first = Math.min(base, ...all.map(({ sentAt }) => sentAt)) - hour;
          const span = Math.max(at, ...all.map(({ sentAt }) => sentAt)) + hour - first;
          const instant = ([share, unit, off]: [number, number, number]) =>
            Math.floor((first + Math.floor(share * span)) / unit) * unit + off;
          const metrics = service(stores[0]);
          for (const [a, b] of windows) {
            const [from, to] = [instant(a), instant(b)].toSorted((x, y) => x - y) as [number, number];
            const window = { from, to: to + 1 };
            for (const key of keys) {
              const own = all.filter(({ deployment }) => deployment === key);
              const report = metrics.report(key, window);
              assert.ok(report.exact);
              assert.deepEqual(report.covered, window);
              assertReport(report, own);
              assert.deepEqual(
                stores[1].readRequests(({ source }) => busyMinutes(source, window, key).get(key)) ?? [],
                minutesOf(own, window),
              );
            }
            for (const row of metrics.fleet(window)) assertRow(row, all, window);
          }
          for (const store of stores) store.dispose();
        },
      ),
      { numRuns: 150 },
    );
  }).timeout(120_000);
});

/** Clock minutes that have a request in them and touch the window. */
const minutesOf = (all: readonly RequestSample[], window: { from: number; to: number }): number[] =>
  [...new Set(all.map(({ sentAt }) => sentAt - (sentAt % minute)))]
    .filter((at) => at + minute > window.from && at < window.to)
    .toSorted((a, b) => a - b);

function service(store: Store): MetricsService {
  const deployments = { get: () => undefined, fleet: () => ({ deployments: [] }) };
  return new MetricsService({
    store,
    clock: new ManualClock(base + 9 * day),
    deployments,
    pollSeconds: () => 5,
  });
}
