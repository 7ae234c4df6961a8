import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MetricsService } from '../../../src/extension/metrics/service.ts';
import { calendar } from '../../../src/extension/metrics/spend.ts';
import type { Store } from '../../../src/extension/store/store.ts';
import type { DeploymentView } from '../../../src/extension/deployments/types.ts';
import { deployment, dollars, price, sample, status } from '../deployments/builders.ts';
import { ManualClock } from '../deployments/manualClock.ts';
import { cleanTemp, tempFolder, tempStore } from '../store/temp.ts';

const second = 1000;
const keys = ['together:a', 'together:b', 'together:c'];
const scope = 'together:acme';

type Happening =
  | { kind: 'poll' | 'ask'; window: number }
  | { kind: 'wait'; seconds: number }
  | { kind: 'change'; key: string; ready: number; perHour: number }
  | { kind: 'hide'; key: string; is: boolean }
  | { kind: 'remove'; key: string };

/** A life of some weeks, with questions in between. */
const one = <K extends Happening['kind']>(kind: K) => fc.constant(kind);
const waits = (min: number, max: number) =>
  fc.record({ kind: one('wait'), seconds: fc.integer({ min, max }) });
const key = fc.constantFrom(...keys);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: one('poll'), window: fc.nat(1) }) },
  { weight: 3, arbitrary: fc.record({ kind: one('ask'), window: fc.nat(1) }) },
  { weight: 4, arbitrary: waits(1, 100) },
  { weight: 2, arbitrary: waits(200, 40_000) },
  { weight: 1, arbitrary: waits(40_000, 900_000) },
  {
    weight: 3,
    arbitrary: fc.record({
      ...{ kind: one('change'), key, ready: fc.nat(3) },
      perHour: fc.integer({ min: 1, max: 5 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: one('hide'), key, is: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: one('remove'), key }) },
);

function serviceOf(store: Store, clock: ManualClock, views: DeploymentView[]): MetricsService {
  return new MetricsService({
    ...{ store, clock, pollSeconds: () => 5 },
    deployments: {
      get: (key) => views.find((view) => view.key === key),
      fleet: () => ({ deployments: views, burn: { perHour: 0, atLeast: false } }),
    },
  });
}

class Life {
  readonly clock = new ManualClock();
  readonly #folder = tempFolder();
  readonly #stores = [tempStore(this.#folder, this.clock), tempStore(this.#folder, this.clock)];
  readonly #truth = new Map(keys.map((key) => [key, { ready: 1, perHour: 4 }]));
  readonly #hidden = new Set<string>();
  readonly #views = keys.map((key) => ({
    ...{ ...deployment(key.slice(9), { createdAt: this.clock.epoch }), key, notes: {} },
  }));
  readonly #services = this.#stores.map((store) => serviceOf(store, this.clock, this.#views));

  live(each: Happening): void {
    switch (each.kind) {
      case 'wait':
        this.clock.skip(each.seconds * second);
        return;
      case 'change':
        if (this.#truth.has(each.key)) this.#truth.set(each.key, each);
        return;
      case 'hide':
        this.#hidden[each.is ? 'add' : 'delete'](each.key);
        return;
      case 'remove':
        this.#truth.delete(each.key);
        return;
      case 'poll':
        this.#poll(this.#stores[each.window] as Store);
        return;
      case 'ask':
        this.#ask(this.#stores[each.window] as Store, this.#services[each.window] as MetricsService);
    }
  }

  #poll(store: Store): void {
    this.clock.skip(second);
    const at = this.clock.now();
    const samples = [...this.#truth]
      .filter(([key]) => !this.#hidden.has(key))
      .map(([key, { ready, perHour }]) =>
        status(at, {
          ...{ ready, max: 3, price: price(perHour), scope, deployment: key },
          createdAt: this.clock.epoch,
        }),
      );
    store.changedElsewhere();
    store.statuses.recordPoll({
      ...{ scope, at, samples },
      ...(this.#hidden.size === 0 ? { complete: true } : {}),
    });
    store.flush();
  }

  #ask(store: Store, kept: MetricsService): void {
    const spend = kept.spend();
    assert.deepEqual(spend, serviceOf(store, this.clock, this.#views).spend());
    const { today, month } = calendar(this.clock.now());
    for (const [sum, window] of [
      [spend.today, today],
      [spend.month, month],
    ] as const) {
      const costs = keys.map((key) => kept.cost(key, window).observed ?? 0);
      assert.equal(
        sum.known,
        costs.reduce((all, cost) => all + cost, 0),
      );
    }
  }
}

describe('Spend kept from one question to the next', () => {
  afterEach(cleanTemp);

  it('is what it would be with nothing kept, and the sum of the costs one by one', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 80 }), (happenings) => {
        const life = new Life();
        for (const each of [...happenings, { kind: 'ask' as const, window: 0 }]) life.live(each);
      }),
      { numRuns: Number(process.env['RUNS'] ?? 60) },
    );
  }).timeout(60_000);

  it('begins anew with a day, and when the clock is set back', () => {
    const life = new Life();
    const day = 24 * 3600;
    life.live({ kind: 'poll', window: 0 });
    for (const seconds of [day, day / 2, -day, 31 * day, 600]) {
      life.live({ kind: 'ask', window: 0 });
      life.live({ kind: 'wait', seconds });
      life.live({ kind: 'poll', window: 0 });
      life.live({ kind: 'change', key: 'together:a', ready: 2, perHour: 3 });
    }
    life.live({ kind: 'ask', window: 0 });
  });

  it('counts what was called at the price of its tokens, and nothing where nothing was', () => {
    const clock = new ManualClock();
    const store = tempStore(tempFolder(), clock);
    const tokenPrice = { inputPerMillion: 1, outputPerMillion: 1, source: { kind: 'user' as const } };
    const views = ['a', 'b'].map((id) => {
      const { price: _price, ...rest } = deployment(id);
      return { ...rest, tokenPrice, key: `together:${id}`, notes: {} };
    });
    const metrics = serviceOf(store, clock, views);
    assert.deepEqual(metrics.spend().month, { known: 0, atLeast: false });
    const paid = { cost: dollars(1), costSource: { kind: 'user' as const }, sentAt: clock.now() - 5 };
    store.recordRequest(sample('r', { deployment: 'together:a', ...paid }));
    store.recordRequest(sample('s', { deployment: 'together:gone', ...paid }));
    assert.deepEqual(metrics.spend().today, { known: dollars(2), atLeast: false });
    store.recordRequest(sample('t', { deployment: 'together:b', sentAt: clock.now() - 5 }));
    assert.deepEqual(metrics.today(), { known: dollars(2), atLeast: true });
  });

  it('is "at least" for what runs at an unknown price, and not for what is stopped', () => {
    const clock = new ManualClock();
    const store = tempStore(tempFolder(), clock);
    const { price: _price, ...view } = deployment('a');
    const metrics = serviceOf(store, clock, [{ ...view, key: 'together:a', notes: {} }]);
    const read = (over: Parameters<typeof status>[1]) => {
      const { price: _none, ...unpriced } = status(clock.now(), { scope, deployment: 'together:a', ...over });
      store.statuses.recordPoll({ scope, at: clock.now(), samples: [unpriced] });
      clock.skip(second);
    };
    assert.deepEqual(metrics.today(), { known: 0, atLeast: true }, 'nobody has looked');
    read({ status: 'stopped', ready: 0, createdAt: clock.now() });
    assert.deepEqual(metrics.today(), { known: 0, atLeast: false });
    read({ ready: 1 });
    assert.deepEqual(metrics.today(), { known: 0, atLeast: true });
  });

  it('leaves out what nobody has heard of since the month began', () => {
    const clock = new ManualClock(new Date(2027, 0, 10).getTime());
    const store = tempStore(tempFolder(), clock);
    store.statuses.recordPoll({
      ...{ scope, at: clock.now() },
      samples: [status(clock.now(), { scope, deployment: 'together:a', createdAt: clock.now() })],
    });
    const metrics = serviceOf(store, clock, []);
    clock.skip(10 * 24 * 3600 * second);
    assert.equal(metrics.spend().month.upTo, 10 * 24 * dollars(4));
    assert.deepEqual(metrics.today(), { known: 0, atLeast: false });
    clock.skip(20 * 24 * 3600 * second);
    assert.deepEqual(metrics.spend().month, { known: 0, atLeast: false });
  });
});
