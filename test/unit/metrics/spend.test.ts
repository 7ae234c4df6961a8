import assert from 'node:assert/strict';
import { calendar, forecast, sumOfCosts } from '../../../src/extension/metrics/spend.ts';
import type { CostReport } from '../../../src/extension/metrics/types.ts';
import { dollars } from '../deployments/builders.ts';

const hour = 3_600_000;
/** Year, month from 0, day, hour. */
const days = [
  [2026, 2, 29, 12],
  [2026, 9, 25, 3],
  [2026, 11, 31, 23],
  [2028, 1, 29, 0],
] as const;

const cost = (over: Partial<CostReport>): CostReport => ({
  basis: 'time',
  atLeast: false,
  sources: [],
  ...over,
});

describe('Spend', () => {
  it('adds what is known, and says what is not', () => {
    assert.deepEqual(sumOfCosts([cost({ observed: 3 }), cost({ observed: 4 })]), {
      known: 7,
      atLeast: false,
    });
    assert.deepEqual(sumOfCosts([cost({ observed: 3, ceiling: 9 }), cost({ observed: 4 })]), {
      ...{ known: 7, upTo: 13, atLeast: false },
    });
    assert.deepEqual(sumOfCosts([cost({ observed: 3, ceiling: 9 }), cost({ observed: 4, atLeast: true })]), {
      ...{ known: 7, atLeast: true },
    });
    assert.deepEqual(
      sumOfCosts([cost({ basis: 'unknown' })]),
      { known: 0, atLeast: true },
      'not for nothing',
    );
    assert.deepEqual(sumOfCosts([]), { known: 0, atLeast: false });
  });

  it('goes by the calendar of this computer, over the change to summer time too', () => {
    for (const [year, at, day, hours] of days) {
      const now = new Date(year, at, day, hours, 30).getTime();
      const { today, month, monthTo } = calendar(now);
      assert.deepEqual([new Date(today.from).getHours(), new Date(today.from).getDate()], [0, day]);
      assert.deepEqual([new Date(month.from).getDate(), new Date(month.from).getMonth()], [1, at]);
      assert.deepEqual([new Date(monthTo).getDate(), new Date(monthTo).getMonth()], [1, (at + 1) % 12]);
      assert.ok(month.from <= today.from && today.from <= now && now < monthTo);
    }
  });

  it('forecasts the rest of the month at what runs now, and no better than that is known', () => {
    const burn = { perHour: dollars(4), atLeast: false };
    const month = { known: dollars(100), upTo: dollars(120), atLeast: false };
    assert.deepEqual(forecast(month, burn, 10 * hour), {
      ...{ known: dollars(140), upTo: dollars(160), atLeast: false },
    });
    const unsure = forecast(month, { ...burn, atLeast: true }, 10 * hour);
    assert.deepEqual(unsure, { known: dollars(140), atLeast: true });
    assert.equal(forecast(month, burn, -5).known, dollars(100), 'a month that has ended');
  });
});
