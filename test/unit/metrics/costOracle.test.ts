import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MetricsService } from '../../../src/extension/metrics/service.ts';
import type { StatusSample } from '../../../src/extension/metrics/types.ts';
import type { Store } from '../../../src/extension/store/store.ts';
import { deployment, dollars, price } from '../deployments/builders.ts';
import { ManualClock } from '../deployments/manualClock.ts';
import { cleanTemp, tempFolder, tempStore } from '../store/temp.ts';

const second = 1000;
const holdMs = 120 * second;
const keys = ['together:a', 'together:b'];

/** What is true at the platform, whoever looks. */
interface State {
  ready: number;
  perHour: number;
  visible: boolean;
}

interface Reading {
  at: number;
  account: string;
  /** Absent: the account was read, and this deployment could not be. */
  state?: State;
}

const event = (windows: number, hides: boolean) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('poll'), window: fc.nat(windows - 1) }) },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('wait'), seconds: fc.integer({ min: 1, max: 70 }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('wait'), seconds: fc.integer({ min: 100, max: 900 }) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('change'),
        key: fc.constantFrom(...keys),
        state: fc.record({
          ready: fc.nat(3),
          perHour: fc.constantFrom(4, 5),
          visible: hides ? fc.boolean() : fc.constant(true),
        }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart'), window: fc.nat(windows - 1) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('account') }) },
  );

type Happening = ReturnType<typeof event> extends fc.Arbitrary<infer T> ? T : never;

/** Second by second: a state counts from its reading to the next, if that comes soon and does not miss it. */
function bySecond(readings: readonly Reading[], from: number, to: number) {
  let [seconds, rates] = [0, 0n];
  for (let at = from; at < to; at += second) {
    const last = readings.findLast((reading) => reading.at <= at);
    if (!last?.state) continue;
    const next = readings.find((reading) => reading.at > at);
    if (next && !next.state) continue;
    if ((next?.at ?? to) - last.at > holdMs) continue;
    seconds++;
    rates += BigInt(last.state.ready * dollars(last.state.perHour));
  }
  return {
    observed: Number((rates * 1000n + 1_800_000n) / 3_600_000n),
    coverage: (seconds * second) / (to - from),
  };
}

function live(happenings: readonly Happening[], windows: number): void {
  const folder = tempFolder();
  const clock = new ManualClock();
  const open = () => tempStore(folder, clock);
  const stores: Store[] = Array.from({ length: windows }, open);
  const truth = new Map(keys.map((key): [string, State] => [key, { ready: 1, perHour: 4, visible: true }]));
  const readings = new Map(keys.map((key): [string, Reading[]] => [key, []]));
  let account = 'together:acme';
  let now = clock.epoch;
  const from = now;
  for (const each of happenings) {
    if (each.kind === 'wait') now += (each as { seconds: number }).seconds * second;
    if (each.kind === 'account') account = account === 'together:acme' ? 'together:other' : 'together:acme';
    if (each.kind === 'change') {
      const { key, state } = each as { key: string; state: State };
      truth.set(key, state);
    }
    if (each.kind === 'restart') {
      const { window } = each as { window: number };
      stores[window]?.dispose();
      stores[window] = open();
    }
    if (each.kind === 'poll') {
      now += second;
      const store = stores[(each as { window: number }).window];
      store?.changedElsewhere();
      const seen = keys.filter((key) => truth.get(key)?.visible);
      const samples = seen.map((key): StatusSample => {
        const { ready = 0, perHour = 0 } = truth.get(key) ?? {};
        return {
          deployment: key,
          at: now,
          status: 'active',
          ready,
          max: 3,
          price: price(perHour),
          scope: account,
        };
      });
      store?.recordPoll({ scope: account, at: now, samples });
      // As at the end of its second, when the other window can see it.
      store?.flush();
      for (const key of keys) {
        const state = truth.get(key);
        const own = readings.get(key) ?? [];
        // That another account does not have it says nothing.
        if (state?.visible) own.push({ at: now, account, state: { ...state } });
        else if (own.at(-1)?.account === account) own.push({ at: now, account });
      }
    }
  }
  now += second;

  for (const store of stores) store.statuses({ from, to: now }, 'together:a');
  for (const store of stores) store.flush();
  for (const store of stores) {
    const views = keys.map((key) => ({ ...deployment(key.slice(9)), key, notes: {}, createdAt: from }));
    const metrics = new MetricsService({
      ...{ store, clock: new ManualClock(now), pollSeconds: () => 5 },
      deployments: {
        get: (key) => views.find((view) => view.key === key),
        fleet: () => ({ deployments: views }),
      },
    });
    const window = { from, to: now };
    const rows = metrics.fleet(window);
    for (const key of keys) {
      const { cost } = metrics.report(key, window);
      const expected = bySecond(readings.get(key) ?? [], from, now);
      assert.equal(cost.observed ?? 0, expected.observed);
      assert.ok(
        Math.abs((cost.coverage ?? 0) - expected.coverage) < 1e-9,
        `${cost.coverage} ${expected.coverage}`,
      );
      assert.deepEqual(rows.find((row) => row.key === key)?.cost, cost);
    }
  }
  for (const store of stores) store.dispose();
}

describe('Cost against every reading there was', () => {
  afterEach(cleanTemp);

  it('is the same second by second in one window that loses sight, changes accounts and restarts', () => {
    fc.assert(
      fc.property(fc.array(event(1, true), { maxLength: 60 }), (happenings) => live(happenings, 1)),
      { numRuns: Number(process.env['RUNS'] ?? 60) },
    );
  }).timeout(60_000);

  it('is the same second by second in two windows on one history', () => {
    fc.assert(
      fc.property(fc.array(event(2, false), { maxLength: 60 }), (happenings) => live(happenings, 2)),
      { numRuns: Number(process.env['RUNS'] ?? 60) },
    );
  }).timeout(60_000);
});
