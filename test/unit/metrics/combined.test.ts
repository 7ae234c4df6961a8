import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PlatformUsage, UsageCost } from '../../../src/connectors/connector.ts';
import { combinedCost } from '../../../src/extension/metrics/combined.ts';
import type { CostReport } from '../../../src/extension/metrics/types.ts';

const own = (over: Partial<CostReport> = {}): CostReport => ({
  ...{ basis: 'time', observed: 4000, ceiling: 10_000, coverage: 0.5, atLeast: false, sources: [] },
  ...over,
});
const usage = (cost?: Partial<UsageCost>): PlatformUsage => ({
  ...{ window: { from: 0, to: 1 }, readAt: 1, other: [], series: [], absent: [] },
  ...(cost ? { cost: { explained: [], ...cost } } : {}),
});

describe('Both accounts of one bill', () => {
  it('keep it between the narrower bounds, whatever each of them knows', () => {
    const bound = fc.option(fc.nat(1_000_000), { nil: undefined });
    fc.assert(
      fc.property(
        fc.nat(1_000_000),
        fc.nat(1_000_000),
        bound,
        bound,
        bound,
        (bill, observed, wide, low, high) => {
          const mine = own({ observed: Math.min(observed, bill) });
          delete mine.ceiling;
          if (wide === undefined) mine.atLeast = true;
          else mine.ceiling = bill + wide;
          const theirs = usage({
            ...(low === undefined ? {} : { floor: Math.min(low, bill) }),
            ...(high === undefined ? {} : { ceiling: bill + high }),
          });
          const both = combinedCost(mine, theirs);
          if (low === undefined && high === undefined) {
            assert.equal(both, undefined);
            return;
          }
          assert.ok(both && !both.conflict);
          assert.ok((both.floor ?? 0) <= bill && bill <= (both.ceiling ?? Infinity));
          assert.ok((both.floor ?? 0) >= (mine.observed ?? 0));
          assert.ok((both.ceiling ?? Infinity) <= (mine.ceiling ?? Infinity));
        },
      ),
    );
  });

  it('are both shown, and none corrected, where they exclude each other', () => {
    assert.deepEqual(combinedCost(own({ observed: 5000 }), usage({ ceiling: 4000 })), { conflict: true });
    assert.deepEqual(combinedCost(own(), usage({ floor: 20_000 })), { conflict: true });
  });

  it('do not conflict over what changed between two readings', () => {
    assert.deepEqual(combinedCost(own({ observed: 4010 }), usage({ ceiling: 4000 })), {
      floor: 4000,
      ceiling: 4000,
    });
  });

  it('take the platform’s own figure where it can be right', () => {
    assert.equal(combinedCost(own(), usage({ estimate: 6000 }))?.estimate, 6000);
    assert.equal(combinedCost(own(), usage({ estimate: 60_000 }))?.estimate, undefined);
  });

  it('know the bill to be what was watched throughout', () => {
    const whole = own({ coverage: 1 });
    delete whole.ceiling;
    assert.deepEqual(combinedCost(whole, usage({ ceiling: 9000 })), { floor: 4000, ceiling: 4000 });
  });

  it('are not made of tests sent from here and a bill for everybody', () => {
    assert.equal(combinedCost(own({ basis: 'tokens' }), usage({ floor: 1 })), undefined);
    assert.equal(combinedCost(own(), usage()), undefined);
  });
});
