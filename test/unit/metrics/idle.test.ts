import assert from 'node:assert/strict';
import fc from 'fast-check';
import { idleEdges, idleShareOf } from '../../../src/extension/metrics/idle.ts';
import { timeCost } from '../../../src/extension/metrics/timeCost.ts';
import { price, status } from '../deployments/builders.ts';

const minute = 60_000;

describe('Idle share', () => {
  it('equals the share minute by minute, for any requests and any window', () => {
    const minutes = fc.uniqueArray(fc.nat(59), { maxLength: 40 });
    fc.assert(
      fc.property(
        minutes,
        fc.nat(40),
        fc.integer({ min: 1, max: 20 }),
        fc.nat(3),
        (busy, from, length, ready) => {
          const window = { from: from * minute, to: (from + length) * minute };
          const samples = Array.from({ length: 120 }, (_, i) =>
            // Two prices, so that idle and busy time cost differently.
            status(i * 30_000, { ready, price: price(i < 60 ? 4 : 7) }),
          );
          const starts = busy.map((at) => at * minute).sort((a, b) => a - b);
          const within = starts.filter((at) => at + minute > window.from && at < window.to);
          const options = { holdMs: 120_000, now: window.to };
          const share = idleShareOf(timeCost(samples, window, options, idleEdges(within)).parts);
          let [idle, all] = [0, 0];
          for (let at = window.from; at < window.to; at += minute) {
            const cost = ready * (at < 30 * minute ? 4 : 7);
            all += cost;
            if (!starts.includes(at)) idle += cost;
          }
          if (all === 0) assert.equal(share, undefined);
          else assert.ok(Math.abs((share ?? NaN) - idle / all) < 1e-6, `${share} and not ${idle / all}`);
        },
      ),
    );
  });

  it('cuts minutes that follow each other once', () => {
    assert.deepEqual(idleEdges([0, minute, 5 * minute]), [0, 2 * minute, 5 * minute, 6 * minute]);
  });
});
