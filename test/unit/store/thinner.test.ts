import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { StatusSample } from '../../../src/extension/metrics/types.ts';
import { timeCost } from '../../../src/extension/metrics/timeCost.ts';
import { StatusThinner } from '../../../src/extension/store/thinner.ts';
import { price, status } from '../deployments/builders.ts';

/** Readings as a poller makes them: some seconds apart, with a silence now and then. */
const readings = fc
  .array(
    fc.record({
      wait: fc.oneof(
        { weight: 8, arbitrary: fc.integer({ min: 2, max: 12 }) },
        { weight: 1, arbitrary: fc.integer({ min: 60, max: 900 }) },
      ),
      ready: fc.oneof({ weight: 6, arbitrary: fc.constant(1) }, fc.nat(3)),
      perHour: fc.oneof({ weight: 9, arbitrary: fc.constant(4) }, fc.constant(5)),
    }),
    { minLength: 1, maxLength: 150 },
  )
  .map((steps) => {
    let at = 1000;
    return steps.map(({ wait, ready, perHour }): StatusSample => {
      at += wait * 1000;
      return status(at, { ready, price: price(perHour) });
    });
  });

describe('Thinning status samples', () => {
  it('changes no integral, whatever was seen and however long nobody looked', () => {
    fc.assert(
      fc.property(readings, fc.nat(2_000_000), fc.nat(2_000_000), (samples, a, b) => {
        const thinner = new StatusThinner();
        const kept = samples.flatMap((sample) => thinner.take(sample)).concat(thinner.rest());
        const window = { from: Math.min(a, b), to: Math.max(a, b) + 1 };
        const options = { holdMs: 120_000, now: Infinity };
        const { sources: _all, ...whole } = timeCost(samples, window, options);
        const { sources: _kept, ...thin } = timeCost(kept, window, options);
        assert.deepEqual(thin, whole);
      }),
      { numRuns: 400 },
    );
  });

  it('keeps about one a minute of what does not change', () => {
    const thinner = new StatusThinner();
    let kept = 0;
    for (let at = 0; at < 3600_000; at += 5000) kept += thinner.take(status(at)).length;
    assert.ok(kept >= 59 && kept <= 61, String(kept));
  });

  it('keeps every change at once, and nothing twice', () => {
    const thinner = new StatusThinner();
    assert.equal(thinner.take(status(0)).length, 1);
    assert.equal(thinner.take(status(5000)).length, 0);
    assert.deepEqual(thinner.take(status(10_000, { ready: 2 })), [status(10_000, { ready: 2 })]);
    assert.deepEqual(thinner.take(status(10_000, { ready: 3 })), [], 'time does not stand still');
    assert.deepEqual(thinner.rest(), []);
    assert.equal(thinner.take(status(15_000, { ready: 2 })).length, 0);
    assert.deepEqual(thinner.rest(), [status(15_000, { ready: 2 })]);
    assert.deepEqual(thinner.rest(), []);
  });
});
