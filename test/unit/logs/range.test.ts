import { strict as assert } from 'node:assert';
import { parseRange } from '../../../src/extension/logs/range.ts';

const now = new Date(2026, 10, 26, 12, 0, 0).getTime();
const hour = 3_600_000;
const at = (day: number, hours = 0, minutes = 0) => new Date(2026, 10, day, hours, minutes).getTime();

describe('a range of time as it is typed', () => {
  it('is so long ago, until now', () => {
    assert.deepEqual(parseRange('2h', now), { since: now - 2 * hour });
    assert.deepEqual(parseRange(' 90m ago ', now), { since: now - 1.5 * hour });
    assert.deepEqual(parseRange('1.5d', now), { since: now - 36 * hour });
    assert.deepEqual(parseRange('30s to now', now), { since: now - 30_000 });
  });

  it('has an end where one is given', () => {
    assert.deepEqual(parseRange('2h to 30m', now), { since: now - 2 * hour, until: now - hour / 2 });
    assert.deepEqual(parseRange('9:00 – 10:30', now), { since: at(26, 9), until: at(26, 10, 30) });
    assert.deepEqual(parseRange('2026-11-24 14:00 to 2026-11-25', now), { since: at(24, 14), until: at(25) });
    assert.deepEqual(parseRange('2026-11-24T14:00 - 1h', now), { since: at(24, 14), until: now - hour });
  });

  it('says what is wrong with it', () => {
    for (const [text, why] of [
      ['yesterday', /not a time/],
      ['25:00', /not a time/],
      ['2026-02-30', /not a time/],
      ['', /not a time/],
      ['1h to 2h', /ends before/],
      ['13:00', /future/],
      ['3h to 2h to 1h', /at most one end/],
      ['2h to soon', /“soon” is not a time/],
    ] as const) {
      const said = parseRange(text, now);
      assert.match(typeof said === 'string' ? said : 'none', why, text);
    }
  });
});
