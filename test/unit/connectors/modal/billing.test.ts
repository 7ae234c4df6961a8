import assert from 'node:assert/strict';
import { sumDollars } from '../../../../src/connectors/modal/billing.ts';

/** The same sum in another way: everything in 10^-40 dollars. */
function oracle(amounts: readonly { sign: bigint; whole: bigint; fraction: string }[]): bigint {
  const fine = amounts.reduce(
    (sum, { sign, whole, fraction }) => sum + sign * (whole * 10n ** 40n + BigInt(fraction.padEnd(40, '0'))),
    0n,
  );
  const unit = 10n ** 31n;
  const size = fine < 0n ? -fine : fine;
  const rounded = size / unit + ((size % unit) * 2n >= unit ? 1n : 0n);
  return fine < 0n ? -rounded : rounded;
}

describe('Modal: decimal money', () => {
  it('adds what floats cannot', () => {
    assert.equal(sumDollars(['0.1', '0.2']), 300_000_000);
    assert.equal(sumDollars(Array.from({ length: 10 }, () => '0.0000000001')), 1);
    assert.equal(sumDollars(['0.0000000005']), 1);
    assert.equal(sumDollars(['0.00000000049999']), 0);
    assert.equal(sumDollars(['-0.0000000005']), -1);
    assert.equal(sumDollars(['2e-7', '1E2']), 100_000_000_200);
    assert.equal(sumDollars(['+1.', ' 2 ']), 3_000_000_000);
    assert.equal(sumDollars([]), 0);
  });

  it('knows no sum of what is no amount, or too large', () => {
    for (const text of ['', 'free', '1,5', '.5', '0x10', 'NaN', 'Infinity', '1e999', '1'.repeat(90)])
      assert.equal(sumDollars(['1', text]), undefined, text);
    assert.equal(sumDollars(['9007200']), undefined);
    assert.equal(sumDollars(['9007199']), 9_007_199_000_000_000);
  });

  it('is exact for any amounts', () => {
    let seed = 42;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    for (let round = 0; round < 500; round++) {
      const amounts = Array.from({ length: random(40) }, () => ({
        sign: random(5) === 0 ? -1n : 1n,
        whole: BigInt(random(2000)),
        fraction: Array.from({ length: random(21) }, () => random(10)).join(''),
      }));
      const texts = amounts.map(
        ({ sign, whole, fraction }) =>
          `${sign < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`,
      );
      assert.equal(sumDollars(texts), Number(oracle(amounts)), texts.join(' + '));
    }
  });
});
