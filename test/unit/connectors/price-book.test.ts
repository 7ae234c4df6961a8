import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { HourlyPrice, TokenPrice } from '../../../src/connectors/domain.ts';
import { PriceBook } from '../../../src/connectors/price-book.ts';

const live = (perReplicaHour: number): HourlyPrice => ({
  perReplicaHour,
  source: { kind: 'platform', readAt: 1 },
});
const listed = (perReplicaHour: number): HourlyPrice => ({
  perReplicaHour,
  source: { kind: 'bundled', date: '2026-05-12' },
});

describe('prices from several sources', () => {
  it('are the platform’s, then the person’s, then the table’s, then unknown', () => {
    const book = new PriceBook({ h100: { perHour: 11 } });
    const kind = (...told: (HourlyPrice | undefined)[]) => book.hourly(['h100'], ...told)?.source.kind;
    assert.equal(kind(live(10), listed(12)), 'platform');
    assert.equal(kind(undefined, listed(12)), 'user');
    assert.equal(new PriceBook().hourly(['h100'], undefined, listed(12))?.source.kind, 'bundled');
    assert.equal(new PriceBook().hourly(['h100']), undefined);
  });

  it('are the person’s first where they were agreed with the platform', () => {
    const book = new PriceBook({ h100: { perHour: 7, contract: true } });
    assert.deepEqual(book.hourly(['h100'], live(8)), { perReplicaHour: 7, source: { kind: 'user' } });
  });

  it('go by instance before model before everything else of the platform', () => {
    const book = new PriceBook({ h100: { perHour: 1 }, 'acme/llm': { perHour: 2 }, '*': { perHour: 3 } });
    const model = { id: 'acme/llm', name: 'LLM', kind: 'model' } as const;
    assert.equal(book.hourly(['h100', model])?.perReplicaHour, 1);
    assert.equal(book.hourly(['l40s', model])?.perReplicaHour, 2);
    assert.equal(book.hourly(['l40s', undefined])?.perReplicaHour, 3);
    assert.equal(book.tokens([model]), undefined, 'hours say nothing of tokens');
    assert.deepEqual(book.names, ['h100', 'acme/llm']);
  });

  it('are not found in what every object has', () => {
    for (const name of ['constructor', '__proto__', 'toString'])
      assert.equal(new PriceBook({}).hourly([name]), undefined, name);
  });

  it('keep another that is far from the first, of all there are', () => {
    const book = new PriceBook({ h100: { perHour: 14 } });
    assert.deepEqual(book.hourly(['h100'], live(10), listed(16))?.other, listed(16));
    assert.equal(book.hourly(['h100'], live(10), listed(15))?.other, undefined, 'half apart is not more');
  });

  it('of tokens differ when one of the two does', () => {
    const told: TokenPrice = {
      inputPerMillion: 100,
      outputPerMillion: 400,
      cachedInputPerMillion: 50,
      source: { kind: 'platform', readAt: 1 },
    };
    const with_ = (input: number, output: number) =>
      new PriceBook({ m: { tokens: { input, output } } }).tokens(['m'], told);
    assert.equal(with_(120, 400)?.other, undefined);
    assert.equal(with_(120, 900)?.other?.outputPerMillion, 900);
    assert.equal(with_(40, 400)?.cachedInputPerMillion, 50, 'the chosen one stays whole');
  });

  it('are far apart exactly when the larger is more than half again the smaller', () => {
    const price = fc.integer({ min: 0, max: 1e12 });
    fc.assert(
      fc.property(price, price, (told, set) => {
        const chosen = new PriceBook({ x: { perHour: set } }).hourly(['x'], live(told));
        const [less, more] = [Math.min(told, set), Math.max(told, set)];
        assert.equal(chosen?.perReplicaHour, told);
        assert.equal(chosen.other !== undefined, more - less > less / 2);
      }),
    );
  });
});
