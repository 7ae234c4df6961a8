import assert from 'node:assert/strict';
import fc from 'fast-check';
import { setLocale } from '../../../src/connectors/locale.ts';
import * as format from '../../../src/webviews/shared/format.ts';

const dollars = (amount: number) => Math.round(amount * 1e9);

describe('format', () => {
  it('writes money so that it is readable and never rounds something to nothing', () => {
    const cases: [number, string][] = [
      [0, '$0.00'],
      [dollars(4.2), '$4.20'],
      [dollars(5.49), '$5.49'],
      [dollars(1234.5), '$1,234.50'],
      [dollars(0.00012), '$0.00012'],
      [240, '$0.00000024'],
      [1, '$0.000000001'],
      [dollars(0.5), '$0.50'],
      [dollars(0.123456), '$0.123'],
      [dollars(0.9999), '$1.00'],
      [dollars(-0.25), '-$0.25'],
      [dollars(4.995), '$5.00'],
    ];
    for (const [nano, text] of cases) assert.equal(format.money(nano), text);
    assert.equal(format.perHour(dollars(5.49)), '$5.49/h');
    assert.equal(format.perMonth(dollars(5.49)), '$4,007.70/mo');
  });

  it('writes money within half a percent of the amount, for any amount', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_000_000_000_000_000 }), (nano) => {
        const shown = Number(format.money(nano).replace(/[$,]/g, '')) * 1e9;
        assert.ok(Math.abs(shown - nano) <= Math.max(nano * 0.00501, 0.5), `${nano} shown as ${shown}`);
      }),
    );
  });

  it('writes exact money to the last digit', () => {
    assert.equal(format.exactMoney(1_234_567_890_123), '$1,234.567890123');
    assert.equal(format.exactMoney(dollars(4)), '$4.00');
  });

  it('writes shares without pretending to all or nothing', () => {
    const cases: [number, string][] = [
      [0, '0%'],
      [1, '100%'],
      [0.99975, '>99.9%'],
      [0.0002, '<0.1%'],
      [0.9975, '99.8%'],
      [0.5, '50%'],
    ];
    for (const [share, text] of cases) assert.equal(format.percent(share), text);
  });

  it('writes durations with their unit', () => {
    const cases: [number, string][] = [
      [0.2, '<1 ms'],
      [842.4, '842 ms'],
      [999.6, '1.00 s'],
      [1240, '1.24 s'],
      [12_340, '12.3 s'],
      [59_999, '1 min'],
      [125_000, '2 min 5 s'],
      [12_000_000, '3 h 20 min'],
      [90_000_000, '1 d 1 h'],
    ];
    for (const [ms, text] of cases) assert.equal(format.duration(ms), text);
  });

  it('writes ages', () => {
    const now = 1_700_000_000_000;
    const cases: [number, string][] = [
      [0, 'just now'],
      [-5000, 'just now'],
      [4000, '4 s ago'],
      [61_000, '1 min ago'],
      [7_200_000, '2 h ago'],
      [86_400_000, '1 day ago'],
      [200_000_000, '2 days ago'],
    ];
    for (const [age, text] of cases) assert.equal(format.ago(now - age, now), text);
  });

  describe('in German', () => {
    before(() => setLocale('de'));
    after(() => setLocale('en-US'));

    it('writes every amount with its comma, nothing too', () => {
      assert.equal(format.money(0), '$0,00');
      const upTo = dollars(0.36);
      assert.equal(format.moneySum({ known: 0, upTo, atLeast: false }), '$0,00 – $0,36');
    });
  });

  it('writes the moments of an axis so that no two of it read the same', () => {
    const minute = 60_000;
    for (const minutes of [1, 6, 14, 15, 60, 1440]) {
      // As many as a wide chart has.
      const labels = Array.from({ length: 13 }, (_, at) =>
        format.axisTime((at * minutes * minute) / 12, minutes * minute),
      );
      assert.equal(new Set(labels.slice(0, -1)).size, 12, `${String(minutes)} minutes: ${labels.join(' ')}`);
    }
  });

  it('writes context lengths as the field does', () => {
    assert.equal(format.contextLength(131_072), '128K');
    assert.equal(format.contextLength(1_048_576), '1M');
    assert.equal(format.contextLength(32_000), '32K');
  });
});
