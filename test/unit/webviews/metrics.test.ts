import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bestOf, measures } from '../../../src/webviews/metrics/compared.ts';
import { csv, dollars, fileName } from '../../../src/webviews/metrics/csv.ts';
import { reportCsv, reportJson } from '../../../src/webviews/metrics/export.ts';
import {
  fromLocal,
  toLocal,
  windowInWords,
  windowProblem,
  zoomed,
} from '../../../src/webviews/metrics/windows.ts';
import type { MetricsReport } from '../../../src/webviews/protocol.ts';
import { sorted } from '../../../src/webviews/ui/sorted.ts';
import { rangeOf, rowAfter } from '../../../src/webviews/ui/windowed.ts';

const minute = 60_000;
const at = Date.UTC(2026, 10, 26, 10, 0);

/** A reader of RFC 4180 that knows nothing of the writer. */
function parse(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const [here, next] = [text[i], text[i + 1]];
    if (quoted && here === '"' && next === '"') [cell, i] = [`${cell}"`, i + 1];
    else if (here === '"') quoted = !quoted;
    else if (!quoted && here === ',') [cell] = ['', rows.at(-1)?.push(cell)];
    else if (!quoted && here === '\r' && next === '\n') {
      rows.at(-1)?.push(cell);
      rows.push([]);
      [cell, i] = ['', i + 1];
    } else cell += here ?? '';
  }
  return rows.slice(0, -1);
}

const report = (over: Partial<MetricsReport> = {}): MetricsReport => ({
  deployment: 'together:d',
  window: { from: at, to: at + 2 * minute },
  computedAt: at,
  requests: { total: 2, ok: 2, failed: 0, cancelled: 0, perMinute: 1 },
  errors: [],
  exact: true,
  covered: { from: at, to: at + 2 * minute },
  latency: { n: 2, p95: 100, histogram: [] },
  firstToken: { n: 0, histogram: [] },
  tokens: { input: 1, output: 2, total: 3, unknown: 0, estimated: 0 },
  cost: { basis: 'time', atLeast: false, sources: [] },
  series: [
    { at, ok: 2, failed: 0, p50: 90, p95: 100, p99: 100, tokensIn: 1, tokensOut: 2, cost: 123_456_789_012 },
    { at: at + minute, ok: 0, failed: 0, tokensIn: 0, tokensOut: 0 },
  ],
  bucketMs: minute,
  ...over,
});

describe('Numbers as files', () => {
  it('come back as they were, whatever is in a text', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.string()), { minLength: 1 }), (rows) => {
        const safe = (text: string) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
        assert.deepEqual(
          parse(csv(['a', 'b'], rows)).slice(1),
          rows.map((row) => row.map(safe)),
        );
      }),
    );
  });

  it('never make a spreadsheet compute a name', () => {
    assert.equal(csv(['name'], [['=HYPERLINK("https://x")']]), `name\r\n"'=HYPERLINK(""https://x"")"\r\n`);
  });

  it('keep every digit of a sum, and leave out what is unknown', () => {
    assert.deepEqual(
      [dollars(123_456_789_012), dollars(240), dollars(0), dollars(undefined)],
      ['123.456789012', '0.00000024', '0', undefined],
    );
    assert.deepEqual(reportCsv(report()).split('\r\n').slice(1, 3), [
      '2026-11-26T10:00:00Z,2026-11-26T10:01:00Z,2,0,90,100,100,1,2,123.456789012',
      '2026-11-26T10:01:00Z,2026-11-26T10:02:00Z,0,0,,,,0,0,',
    ]);
    const file = JSON.parse(reportJson('a', report(), undefined)) as Record<string, unknown>;
    assert.ok(!('reportedByPlatform' in file));
    assert.equal(file['deployment'], 'a');
  });

  it('are called what every system takes for a name', () => {
    const name = fileName('../ä "b"/c', { from: at, to: at + minute }, 'csv');
    assert.equal(name, 'slipway-a-b-c-2026-11-261000-2026-11-261001.csv');
  });
});

describe('The window that is shown', () => {
  it('is refused with the reason', () => {
    assert.equal(windowProblem({ from: at, to: at + minute }, at + minute), undefined);
    assert.match(windowProblem({ from: NaN, to: at }, at) ?? '', /Choose a beginning/);
    assert.match(windowProblem({ from: at, to: at }, at) ?? '', /after the beginning/);
    assert.match(windowProblem({ from: at, to: at + 9 * minute }, at) ?? '', /future/);
    assert.match(windowProblem({ from: at, to: at + 1000 }, at + minute) ?? '', /a minute/);
    assert.match(windowProblem({ from: at - 500 * 86_400_000, to: at }, at) ?? '', /400 days/);
  });

  it('comes closer step by step: never less than a minute, never into the future', () => {
    fc.assert(
      fc.property(fc.integer({ min: -10_000_000, max: 0 }), fc.nat(5_000_000), (start, length) => {
        const steps = zoomed([], { from: at + start, to: at + start + length }, at);
        const [window] = steps;
        assert.ok(window && window.to - window.from >= minute && window.to <= at);
        assert.equal(windowProblem(window, at), undefined);
      }),
    );
    let steps = zoomed([], { from: at - minute, to: at }, at);
    for (let i = 0; i < 20; i++) steps = zoomed(steps, { from: at - minute, to: at }, at);
    assert.equal(steps.length, 10);
  });

  it('is written and read by the clock of this computer', () => {
    for (const moment of [at, Date.UTC(2026, 2, 29, 12), Date.UTC(2026, 6, 1)])
      assert.equal(fromLocal(toLocal(moment)), moment);
    assert.ok(Number.isNaN(fromLocal('')));
    assert.match(windowInWords({ from: at, to: at + minute }), /^Nov 2\d, \d\d:00 – \d\d:01$/);
    // A year apart is not an hour of one day.
    assert.match(
      windowInWords({ from: Date.UTC(2025, 10, 26, 10), to: at }),
      /^Nov 2\d, 2025, \d\d:00 – Nov 2\d, 2026, \d\d:00$/,
    );
  });
});

describe('A table of thousands', () => {
  it('is ordered with what is unknown last, and what is equal as it was', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat(5), { nil: undefined })), fc.boolean(), (values, descending) => {
        const rows = values.map((value, place) => ({ value, place }));
        const order = sorted(rows, ({ value }) => value, descending);
        const slow = [...rows].sort((a, b) => {
          if (a.value === b.value) return a.place - b.place;
          if (a.value === undefined) return 1;
          if (b.value === undefined) return -1;
          return descending ? b.value - a.value : a.value - b.value;
        });
        assert.deepEqual(order, slow);
      }),
    );
  });

  it('draws all that is seen, wherever it is scrolled to', () => {
    fc.assert(
      fc.property(
        fc.nat(400_000),
        fc.integer({ min: 1, max: 1000 }),
        fc.nat(10_000),
        (top, height, count) => {
          const { from, to } = rangeOf(top, height, 33, count);
          assert.ok(from >= 0 && to <= count && to - from <= height / 33 + 26);
          for (let row = Math.floor(top / 33); row * 33 < top + height && row < count; row++)
            assert.ok(row >= from && row < to);
        },
      ),
    );
    assert.deepEqual(
      ['ArrowDown', 'ArrowUp', 'PageDown', 'End', 'Home', 'x'].map((key) => rowAfter(key, 0, 50, 10)),
      [1, 0, 10, 49, 0, undefined],
    );
  });
});

describe('A comparison', () => {
  const line = (group: string, title: string) =>
    measures.find((one) => one.group === group && one.title === title) ?? assert.fail();

  it('names a best only where one is better, all are known and they differ', () => {
    const p95 = (value?: number) =>
      report({
        latency: { n: 200, histogram: [], ...(value === undefined ? {} : { p95: value, p99: value }) },
      });
    assert.equal(bestOf(line('Latency', 'P95'), [p95(3), p95(2), p95(9)]), 1);
    assert.equal(bestOf(line('Latency', 'P95'), [p95(2), p95(2), p95(9)]), undefined);
    assert.equal(bestOf(line('Latency', 'P95'), [p95(2), p95()]), undefined);
    assert.equal(
      bestOf(line('Latency', 'P99'), [p95(2), report({ latency: { n: 99, p99: 1, histogram: [] } })]),
      undefined,
    );
    assert.equal(bestOf(line('Requests', 'Total'), [report(), report()]), undefined);
  });
});
