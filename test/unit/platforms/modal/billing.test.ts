import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decimal } from '../../../platforms/modal/billing/rates.ts';
import { collect, type Lab, openLab, refused } from './lab.ts';

const hour = 3_600_000;

/** Decimal dollars as pico-dollars. */
function pico(text: string): bigint {
  assert.match(text, /^-?\d+\.\d{6,12}$/);
  const [whole = '', places = ''] = text.replace('-', '').split('.');
  const value = BigInt(whole + places.padEnd(12, '0'));
  return text.startsWith('-') ? -value : value;
}
const sum = (values: readonly bigint[]): bigint => values.reduce((total, one) => total + one, 0n);

describe('the bill of Modal', () => {
  let lab: Lab;

  beforeEach(async () => {
    lab = await openLab({ seed: 'empty', modes: { billingLagHours: 0 } });
  });
  afterEach(() => lab.close());

  const report = (since: number, until: number, more: object = {}) =>
    collect(
      lab.rpc.workspaceBillingReport({
        startTimestamp: new Date(since),
        endTimestamp: new Date(until),
        resolution: 'h',
        ...more,
      }),
    );

  it('writes every amount so that it can be read back', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), (amount) => {
        assert.equal(pico(decimal(amount)), amount);
      }),
    );
  });

  it('adds up to what the containers cost, however they came and went', async () => {
    const life = fc.array(
      fc.record({
        gpu: fc.constantFrom('T4', 'H100:2', 'A100-80GB', 'B200:8'),
        region: fc.constantFrom(undefined, 'us', 'us-east'),
        minutes: fc.integer({ min: 1, max: 200 }),
      }),
      { minLength: 1, maxLength: 4 },
    );
    await fc.assert(
      fc.asyncProperty(life, async (steps) => {
        const start = Math.ceil(lab.sim.control.now() / hour) * hour;
        lab.sim.control.advance(start - lab.sim.control.now());
        for (const { gpu, region, minutes } of steps) {
          const config = { min: 1, gpu: [gpu], ...(region === undefined ? {} : { region }) };
          lab.sim.control.deploy({ app: 'chat', config });
          lab.sim.control.advance(minutes * 60_000 + 137);
        }
        const end = Math.floor(lab.sim.control.now() / hour) * hour;
        const items = await report(start, lab.sim.control.now());
        assert.equal(
          sum(items.map(({ cost }) => pico(cost))),
          lab.sim.control.invoice({ from: start, to: end }).pico,
        );
        for (const { cost, costByResource } of items) {
          assert.equal(sum(Object.values(costByResource).map(pico)), pico(cost));
        }
      }),
      { numRuns: 12 },
    );
  });

  it('is by app, of whole hours, and some hours late', async () => {
    lab.sim.control.deploy({ app: 'a', config: { min: 1, gpu: ['H100'] } });
    lab.sim.control.deploy({ app: 'b', config: { min: 1, gpu: ['T4'] }, tags: { team: 'search', x: 'y' } });
    const start = lab.sim.control.now();
    lab.sim.control.advance(3.5 * hour);
    const until = lab.sim.control.now();
    assert.equal((await report(start, until)).length, 6);
    const b = lab.sim.control.app('b');
    const own = await report(start, until, { appIds: [b.id], tagNames: ['team'] });
    assert.deepEqual([own.length, own[0]!.objectId, own[0]!.tags], [3, b.id, { team: 'search' }]);
    assert.deepEqual(Object.keys(own[0]!.costByResource), ['CPU', 'Memory', 'T4']);
    lab.sim.control.setModes({ billingLagHours: 2 });
    assert.equal((await report(start, until)).length, 2);
    assert.equal((await report(start, until, { resolution: 'd' })).length, 0);
    await refused(report(start, until, { resolution: 'w' }), 3);
    lab.sim.control.setModes({ plan: 'starter' });
    await refused(report(start, until), 7, /Team and Enterprise/);
  });

  it('tells months, environments and prices', async () => {
    const month = new Date('2026-11-01T00:00:00Z');
    lab.sim.control.deploy({ app: 'a', config: { min: 1, gpu: ['H100'] } });
    lab.sim.control.advance(10 * hour);
    const summary = await lab.rpc.workspaceBillingSummary({ startTimestamp: month });
    assert.equal(pico(summary.meteredCost), lab.sim.control.invoice().pico);
    const parts = sum([summary.meteredCost, ...Object.values(summary.adjustments)].map(pico));
    assert.equal(parts, pico(summary.billedCost));
    await refused(lab.rpc.workspaceBillingSummary({ startTimestamp: new Date('2026-11-02') }), 3);
    await refused(lab.rpc.workspaceBillingSummary({ startTimestamp: new Date('2027-01-01') }), 3);
    const [main, staging] = (await lab.rpc.environmentList({})).items;
    const of = (environmentId: string) =>
      lab.rpc.environmentBillingSummary({ environmentId, startTimestamp: month });
    assert.equal((await of(main!.environmentId)).meteredCost, summary.meteredCost);
    assert.equal((await of(staging!.environmentId)).meteredCost, '0.000000');
    assert.ok(Math.abs(main!.currentCycleUsage - Number(summary.meteredCost)) < 1e-6);
    assert.equal(main!.currentConcurrentGpus, 1);
    lab.sim.control.setBudget('main', 50, true);
    const budget = await lab.rpc.environmentGetBudget({ environmentId: main!.environmentId });
    assert.deepEqual([budget.cycleBudgetDollars, budget.spendLimitReached], [50, true]);
    const { rates } = await lab.rpc.workspaceBillingRates({});
    assert.equal(Number(rates['h100']).toFixed(2), '3.95');
    assert.ok(rates['cpu'] && rates['memory']);
  });
});
