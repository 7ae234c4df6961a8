import assert from 'node:assert/strict';
import { otherPrice, priceSource } from '../../../src/webviews/shared/prices.ts';

const day = 86_400_000;
const july = Date.parse('2026-07-01');

describe('prices in words', () => {
  it('say where they come from', () => {
    const read = priceSource({ kind: 'platform', readAt: 1000 }, 'Together AI', 5000);
    assert.equal(read, 'from Together AI, read 4 s ago');
    assert.equal(priceSource({ kind: 'user' }, 'Together AI', 0), 'set by you');
  });

  it('tell the age of a table once it is older than 30 days', () => {
    const source = { kind: 'bundled', date: '2026-07-01' } as const;
    const at = (days: number) => priceSource(source, 'Replicate', july + days * day);
    assert.equal(at(0), 'from Slipway’s price table of 2026-07-01');
    assert.equal(at(30), 'from Slipway’s price table of 2026-07-01');
    assert.equal(at(31), 'from Slipway’s price table of 2026-07-01, 31 days old');
  });

  it('name another source that is far from the price', () => {
    assert.equal(otherPrice(undefined, 'Modal', 0), undefined);
    const hourly = otherPrice({ perReplicaHour: 2_000_000_000, source: { kind: 'user' } }, 'Modal', 0);
    assert.equal(hourly, 'Another price is far from it: $2.00/h per replica, set by you.');
    const tokens = otherPrice(
      { inputPerMillion: 200_000_000, outputPerMillion: 1_500_000_000, source: { kind: 'user' } },
      'Modal',
      0,
    );
    assert.match(tokens ?? '', /: \$0\.20 in, \$1\.50 out per 1M tokens, set by you\.$/);
  });
});
