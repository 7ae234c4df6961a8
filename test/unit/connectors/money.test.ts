import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nanoFromCents, nanoFromDollars, scaledDecimal, tokenCost } from '../../../src/connectors/money.ts';

describe('money', () => {
  it('is exact for every decimal that fits, in any notation', () => {
    fc.assert(
      fc.property(fc.nat(9_000_000), fc.nat(999_999_999), (dollars, nano) => {
        const text = `${dollars}.${String(nano).padStart(9, '0')}`;
        const expected = dollars * 1e9 + nano <= Number.MAX_SAFE_INTEGER ? dollars * 1e9 + nano : undefined;
        assert.equal(nanoFromDollars(text), expected);
      }),
    );
    assert.equal(nanoFromDollars(0.88), 880_000_000);
    assert.equal(nanoFromDollars('0.00000088'), 880);
    assert.equal(nanoFromDollars(5e-7), 500);
    assert.equal(nanoFromDollars('1E+2'), 100_000_000_000);
    assert.equal(nanoFromCents(549), 5_490_000_000);
    assert.equal(nanoFromCents(0.1), 1_000_000);
    assert.equal(scaledDecimal('0.0000000005', 9), 1, 'half a unit rounds up');
  });

  it('is unknown rather than wrong', () => {
    for (const odd of ['', 'abc', '-1', '1,5', '0x10', 'NaN', 'Infinity', '99999999999', '1e999'])
      assert.equal(nanoFromDollars(odd), undefined, odd);
    assert.equal(nanoFromDollars(Number.NaN), undefined);
  });

  it('of a call counts cached tokens at their own price, rounded once', () => {
    const price = {
      inputPerMillion: 880_000_000,
      outputPerMillion: 880_000_000,
      cachedInputPerMillion: 440_000_000,
      source: { kind: 'user' as const },
    };
    assert.equal(tokenCost({ input: 10, output: 2, cachedInput: 4 }, price), 6 * 880 + 4 * 440 + 2 * 880);
    assert.equal(tokenCost({ input: 12 }, price), undefined);
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(1e6), fc.nat(1e10), (input, output, perMillion) => {
        const cost = tokenCost(
          { input, output },
          { inputPerMillion: perMillion, outputPerMillion: perMillion, source: { kind: 'user' } },
        )!;
        const exact = BigInt(input + output) * BigInt(perMillion);
        const error = BigInt(cost) * 1_000_000n - exact;
        assert.ok(error <= 500_000n && error > -500_000n);
      }),
    );
  });
});
