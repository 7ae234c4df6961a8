import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MetricsService } from '../../../src/extension/metrics/service.ts';
import type { StatusSample } from '../../../src/extension/metrics/types.ts';
import type { Store } from '../../../src/extension/store/store.ts';
import { keepEveryMs } from '../../../src/extension/store/watch.ts';
import { deployment, price } from '../deployments/builders.ts';
import { ManualClock } from '../deployments/manualClock.ts';
import { cleanTemp, tempFolder, tempStore } from '../store/temp.ts';
import { bySecond, holdMs, second, trueCost } from './costOracle.ts';
import type { Reading, State } from './costOracle.ts';

const keys = ['together:a', 'together:b'];
const accounts = ['together:acme', 'together:other'];

type Happening =
  | { kind: 'poll' | 'restart' | 'kill'; window: number }
  | { kind: 'wait' | 'set back'; seconds: number }
  | { kind: 'change'; key: string; ready: number; perHour: number; max: number }
  | { kind: 'sight'; window: number; key: string; visible: boolean }
  | { kind: 'remove' | 'make'; key: string }
  | { kind: 'account' };

interface Kinds {
  windows?: number;
  hides?: boolean;
  accounts?: boolean;
  setsBack?: boolean;
  kills?: boolean;
  steady?: boolean;
}

function happening({ windows = 1, ...of }: Kinds): fc.Arbitrary<Happening> {
  const window = fc.nat(windows - 1);
  const key = fc.constantFrom(...keys);
  const seconds = (min: number, max: number) => fc.integer({ min, max });
  const one = <K extends Happening['kind']>(kind: K) => fc.constant(kind);
  const some = (weight: number, is: boolean | undefined, arbitrary: fc.Arbitrary<Happening>) =>
    is ? [{ weight, arbitrary }] : [];
  return fc.oneof(
    { weight: 8, arbitrary: fc.record({ kind: one('poll'), window }) },
    { weight: 5, arbitrary: fc.record({ kind: one('wait'), seconds: seconds(1, 70) }) },
    { weight: 1, arbitrary: fc.record({ kind: one('wait'), seconds: seconds(100, 900) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        ...{ kind: one('change'), key, ready: fc.nat(3) },
        perHour: of.steady ? fc.constant(4) : fc.constantFrom(4, 5),
        max: of.steady ? fc.constant(3) : fc.integer({ min: 3, max: 5 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: one('restart'), window }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('remove' as const, 'make' as const), key }) },
    ...some(2, of.hides, fc.record({ kind: one('sight'), window, key, visible: fc.boolean() })),
    ...some(1, of.accounts, fc.record({ kind: one('account') })),
    ...some(1, of.kills, fc.record({ kind: one('kill'), window })),
    ...some(1, of.setsBack, fc.record({ kind: one('set back'), seconds: seconds(1, 600) })),
  );
}

/** One window, with what its tree shows of each account. */
class Window {
  readonly #open: () => Store;
  store: Store;
  rows = new Map<string, Set<string>>();
  polledAt = new Map<string, number>();

  constructor(open: () => Store) {
    this.#open = open;
    this.store = open();
  }

  /** A killed one writes nothing more. */
  restart(isKilled: boolean): void {
    if (!isKilled) this.store.dispose();
    this.store = this.#open();
    this.rows = new Map();
    this.polledAt = new Map();
  }
}

class World {
  readonly from: number;
  now: number;
  readonly windows: Window[];
  /** What is true at the platform, whoever looks, and since when. */
  readonly truth = new Map<string, { at: number; state: State }[]>();
  readonly readings = new Map(keys.map((key): [string, Reading[]] => [key, []]));
  readonly #polled = new Set<number>();
  readonly #hidden = new Set<string>();
  #account = accounts[0] as string;

  constructor(windows: number) {
    const folder = tempFolder();
    const clock = new ManualClock();
    this.from = this.now = clock.epoch;
    this.windows = Array.from({ length: windows }, () => new Window(() => tempStore(folder, clock)));
    for (const key of keys) this.#set(key, { ready: 1, perHour: 4, max: 3, createdAt: this.from });
  }

  live(each: Happening): void {
    switch (each.kind) {
      case 'wait':
        this.now += each.seconds * second;
        return;
      case 'set back':
        this.now -= Math.min(each.seconds * second, this.now - this.from);
        return;
      case 'account':
        this.#account = accounts.find((account) => account !== this.#account) as string;
        return;
      case 'sight':
        this.#hidden[each.visible ? 'delete' : 'add'](`${each.window} ${each.key}`);
        return;
      case 'restart':
      case 'kill':
        this.windows[each.window]?.restart(each.kind === 'kill');
        return;
      case 'change': {
        const { key, ready, perHour, max } = each;
        const { createdAt } = this.stateOf(key) ?? {};
        if (createdAt !== undefined) this.#set(key, { ready, perHour, max, createdAt });
        return;
      }
      case 'remove':
        this.#set(each.key, undefined);
        return;
      case 'make':
        if (!this.stateOf(each.key))
          this.#set(each.key, { ready: 1, perHour: 4, max: 3, createdAt: this.now });
        return;
      case 'poll':
        this.#poll(each.window);
    }
  }

  stateOf(key: string): State {
    return this.truth.get(key)?.at(-1)?.state;
  }

  #set(key: string, state: State): void {
    const all = this.truth.get(key) ?? [];
    this.truth.set(key, [...all, { at: this.now, state }]);
  }

  #poll(index: number): void {
    // No two readings are of the same instant.
    do this.now += second;
    while (this.#polled.has(this.now));
    this.#polled.add(this.now);
    const [at, scope, window] = [this.now, this.#account, this.windows[index] as Window];
    const there = keys.filter((key) => this.stateOf(key));
    const seen = there.filter((key) => !this.#hidden.has(`${index} ${key}`));
    const complete = seen.length === there.length;
    const { store } = window;
    store.changedElsewhere();
    // A clock that was set back, as the window notices it.
    if ((window.polledAt.get(scope) ?? Infinity) > at)
      for (const [key, all] of this.readings)
        this.readings.set(
          key,
          all.filter((reading) => reading.at <= at || reading.account !== scope),
        );
    window.polledAt.set(scope, at);
    const rows = window.rows.get(scope) ?? new Set(seen);
    window.rows.set(scope, rows);
    for (const key of seen) rows.add(key);
    for (const key of rows) {
      if (seen.includes(key) || !complete) continue;
      rows.delete(key);
      store.statuses.recordEnd({ deployment: key, at, scope });
    }
    const samples = seen.map((key) => sampleOf(key, at, scope, this.stateOf(key)));
    store.statuses.recordPoll({ scope, at, samples, ...(complete ? { complete: true } : {}) });
    // As at the end of its second, when the other window can see it.
    store.flush();
    for (const key of keys) {
      const own = this.readings.get(key) ?? [];
      const last = own.findLast((reading) => reading.at <= at && reading.account === scope);
      const state = this.stateOf(key);
      if (seen.includes(key)) own.push({ at, account: scope, state });
      else if (last && own.at(-1) === last && (last.state ? complete : at - last.at <= holdMs))
        // Each reading of an account is one of what is gone, too.
        own.push({ at, account: scope, state: undefined });
    }
  }

  end(): void {
    this.now += second;
    for (const { store } of this.windows)
      store.statuses.within({ from: this.from, to: this.now }, keys[0] as string);
    for (const { store } of this.windows) store.flush();
  }

  metrics({ store }: Window): MetricsService {
    const views = keys.map((key) => ({ ...deployment(key.slice(9)), key, notes: {}, createdAt: this.from }));
    return new MetricsService({
      ...{ store, clock: new ManualClock(this.now), pollSeconds: () => 5 },
      deployments: {
        get: (key) => views.find((view) => view.key === key),
        fleet: () => ({ deployments: views }),
      },
    });
  }
}

function sampleOf(key: string, at: number, scope: string, state: State): StatusSample {
  const { ready, perHour, max, createdAt } = state as NonNullable<State>;
  return {
    ...{ deployment: key, at, status: 'active', ready, max, price: price(perHour), createdAt, scope },
  };
}

/** What is told of each deployment by each window, and what is right. */
function told(happenings: readonly Happening[], windows: number) {
  const world = new World(windows);
  for (const each of happenings) world.live(each);
  world.end();
  const window = { from: world.from, to: world.now };
  return world.windows.flatMap((each) => {
    const metrics = world.metrics(each);
    const rows = metrics.fleet(window);
    return keys.map((key) => {
      const { cost } = metrics.report(key, window);
      assert.deepEqual(rows.find((row) => row.key === key)?.cost, cost);
      const readings = world.readings.get(key) ?? [];
      const right = bySecond(readings, world.from, world.now);
      return { cost, right, paid: trueCost(world.truth.get(key) ?? [], readings, world.from, world.now) };
    });
  });
}

function exactly(happenings: readonly Happening[], windows: number): void {
  for (const { cost, right } of told(happenings, windows)) {
    assert.equal(cost.observed ?? 0, right.observed);
    assert.equal(cost.ceiling, right.ceiling);
    assert.ok(Math.abs((cost.coverage ?? 0) - right.coverage) < 1e-9, `${cost.coverage} ${right.coverage}`);
    assert.equal(cost.atLeast, false);
  }
}

const numRuns = Number(process.env['RUNS'] ?? 60);
const histories = (kinds: Kinds) => fc.array(happening(kinds), { maxLength: 60 });

describe('Cost against every reading there was', () => {
  afterEach(cleanTemp);

  it('is the same second by second in a window that loses sight, changes accounts and restarts', () => {
    const kinds = { hides: true, accounts: true };
    fc.assert(
      fc.property(histories(kinds), (all) => exactly(all, 1)),
      { numRuns },
    );
  }).timeout(60_000);

  it('is the same in two windows on one history', () => {
    fc.assert(
      fc.property(histories({ windows: 2, accounts: true }), (all) => exactly(all, 2)),
      { numRuns },
    );
  }).timeout(60_000);

  it('takes back what was read in a time to come when the clock is set back', () => {
    fc.assert(
      fc.property(histories({ setsBack: true, hides: true }), (all) => exactly(all, 1)),
      { numRuns },
    );
  }).timeout(60_000);

  it('never claims what nobody saw, when one window sees what another one does not', () => {
    fc.assert(
      fc.property(histories({ windows: 2, hides: true }), (all) => {
        for (const { cost, right } of told(all, 2)) {
          assert.ok((cost.observed ?? 0) <= right.observed);
          assert.ok((cost.coverage ?? 0) <= right.coverage + 1e-9);
        }
      }),
      { numRuns },
    );
  }).timeout(60_000);

  it('loses the last minute when a window is killed, and claims nothing for it', () => {
    fc.assert(
      fc.property(histories({ kills: true, hides: true }), (all) => {
        const kills = all.filter(({ kind }) => kind === 'kill').length;
        for (const { cost, right } of told(all, 1)) {
          assert.ok((cost.observed ?? 0) <= right.observed);
          assert.ok((cost.coverage ?? 0) <= right.coverage + 1e-9);
          // And the time from there to the next reading, where that one would have come soon enough.
          const lost = (right.coverage - (cost.coverage ?? 0)) * right.seconds * second;
          assert.ok(lost <= kills * (keepEveryMs + holdMs), `${lost} lost in ${kills}`);
        }
      }),
      { numRuns },
    );
  }).timeout(60_000);

  it('has the true bill between its bounds, whatever happened while nobody looked', () => {
    fc.assert(
      fc.property(histories({ windows: 2, hides: true, steady: true }), (all) => {
        for (const { cost, paid } of told(all, 2)) {
          if (cost.observed === undefined) continue;
          // Off by what changed between two readings.
          assert.ok(cost.observed <= paid.cost + paid.between);
          assert.ok(paid.cost <= (cost.ceiling ?? cost.observed) + paid.between);
        }
      }),
      { numRuns },
    );
  }).timeout(60_000);
});
