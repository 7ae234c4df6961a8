import assert from 'node:assert/strict';
import fc from 'fast-check';
import { average, quantile } from '../../../../src/connectors/predibase/lorax/histogram.ts';
import { parsePrometheus, total } from '../../../../src/connectors/predibase/lorax/prometheus.ts';
import { failuresIn, histogramIn, readingOf } from '../../../../src/connectors/predibase/lorax/reading.ts';
import { growth, Scrapes } from '../../../../src/connectors/predibase/lorax/scrapes.ts';

const name = fc.stringMatching(/^[a-z_][a-z0-9_]{0,12}$/);
const sample = fc.record({
  name,
  labels: fc.dictionary(name, fc.string({ maxLength: 12 }), { maxKeys: 3 }),
  value: fc.oneof(fc.double({ noNaN: true }), fc.nat()),
});

const escaped = (text: string) =>
  text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
const number = (value: number) => (Number.isFinite(value) ? String(value) : value > 0 ? '+Inf' : '-Inf');
const written = (each: { name: string; labels: Record<string, string>; value: number }) => {
  const labels = Object.entries(each.labels).map(([key, value]) => `${key}="${escaped(value)}"`);
  return `${each.name}${labels.length === 0 ? '' : `{${labels.join(',')}}`} ${number(each.value)}`;
};

describe('the text format of Prometheus', () => {
  it('gives back every sample that was written', () => {
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 20 }), (samples) => {
        const clean = samples.filter(({ labels }) => !/[\r]/.test(JSON.stringify(Object.values(labels))));
        const read = parsePrometheus(['# TYPE x counter', '', ...clean.map(written)].join('\n'));
        for (const each of clean)
          assert.ok(
            (read.get(each.name) ?? []).some(
              ({ labels, value }) =>
                value === each.value && JSON.stringify(labels) === JSON.stringify({ ...each.labels }),
            ),
            written(each),
          );
        assert.equal([...read.values()].flat().length, clean.length);
      }),
    );
  });

  it('skips what it cannot read and never throws', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (garbage) => {
        const read = parsePrometheus(`a 1\n${garbage}\nb{x="1"} 2`);
        assert.ok((read.get('a') ?? []).some(({ value }) => value === 1));
        assert.ok((read.get('b') ?? []).some(({ value }) => value === 2));
      }),
    );
    for (const odd of [
      'a',
      'a NaN',
      'a{x=1} 2',
      'a{x="1" 2',
      '{x="1"} 2',
      'a 1 2 3',
      '<html>',
      'a 0x10',
      '1a 2',
    ])
      assert.equal(parsePrometheus(odd).size, 0, odd);
    assert.deepEqual(parsePrometheus('a{x="1",} 3 1700000000\r\n').get('a'), [
      { labels: { x: '1' }, value: 3 },
    ]);
  });

  it('reads no more than a page of metrics can hold', () => {
    const read = parsePrometheus('a 1\n'.repeat(60_000));
    assert.equal(read.get('a')!.length, 50_000);
    assert.equal(parsePrometheus(`a{x="${'y'.repeat(20_000)}"} 1`).size, 0);
    const labels = Array.from({ length: 40 }, (_each, index) => `l${index}="x"`).join(',');
    assert.equal(parsePrometheus(`a{${labels}} 1`).size, 0);
  });

  it('takes a series that is not there for 0: it comes with its first event', () => {
    assert.equal(total(parsePrometheus(''), 'lorax_request_count'), 0);
  });
});

describe('percentiles from buckets', () => {
  const bounds = Array.from({ length: 35 }, (_each, index) => 0.00015 * 1.5 ** index);
  const histogramOf = (values: readonly number[]) => ({
    buckets: [...bounds, Infinity].map((le) => ({ le, count: values.filter((value) => value <= le).length })),
    sum: values.reduce((sum, value) => sum + value, 0),
    count: values.length,
  });

  it('lie in the bucket of the true value', () => {
    const values = fc.array(fc.double({ min: 0.0002, max: 100, noNaN: true }), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(values, fc.constantFrom(0.5, 0.9, 0.95, 0.99), (observed, share) => {
        const sorted = [...observed].sort((a, b) => a - b);
        const exact = sorted[Math.ceil(share * sorted.length) - 1]!;
        const upper = bounds.find((bound) => exact <= bound)!;
        const read = quantile(histogramOf(observed), share)!;
        assert.ok(read <= upper * 1.000001 && read >= upper / 1.500001, `${read} for ${exact}`);
      }),
    );
  });

  it('are unknown without observations, and no more than the last bound above it', () => {
    assert.equal(quantile(histogramOf([]), 0.5), undefined);
    assert.equal(quantile({ buckets: [{ le: Infinity, count: 3 }], sum: 9, count: 3 }, 0.5), undefined);
    assert.equal(quantile(histogramOf([1e6]), 0.5), bounds.at(-1));
    assert.equal(average(histogramOf([])), undefined);
    assert.equal(average(histogramOf([1, 3])), 2);
  });
});

describe('counters between two readings', () => {
  const reading = (at: number, text: string) => readingOf(parsePrometheus(text), at);

  it('are told from their growth, by label, too', () => {
    const grown = growth([
      reading(0, 'lorax_request_count 5\nlorax_request_failure{err="overloaded"} 1'),
      reading(
        60,
        'lorax_request_count 9\nlorax_request_failure{err="overloaded"} 1\nlorax_request_failure{err="validation"} 2',
      ),
    ])!;
    assert.equal(grown.counters['lorax_request_count'], 4);
    assert.deepEqual(failuresIn(grown.counters), [{ label: 'validation', count: 2 }]);
    assert.deepEqual([grown.from, grown.to, grown.restarted], [0, 60, false]);
    assert.equal(growth([reading(0, 'lorax_request_count 5')]), undefined);
  });

  it('begin anew after a restart, and that is said', () => {
    const steps = [5, 9, 2, 3].map((count, at) => reading(at, `lorax_request_count ${count}`));
    const grown = growth(steps)!;
    assert.equal(grown.counters['lorax_request_count'], 4 + 2 + 1);
    assert.ok(grown.restarted);
    assert.ok(growth([reading(0, 'lorax_request_count 5'), reading(1, '')])!.restarted, 'gone is lower');
  });

  it('never shrink', () => {
    const counts = fc.array(fc.nat({ max: 50 }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(counts, (values) => {
        const grown = growth(values.map((value, at) => reading(at, `lorax_request_count ${value}`)))!;
        assert.ok(grown.counters['lorax_request_count']! >= 0);
        assert.equal(
          grown.restarted,
          values.some((value, index) => index > 0 && value < values[index - 1]!),
        );
      }),
    );
  });

  it('keep their buckets', () => {
    const text = (a: number, b: number) =>
      `lorax_request_duration_bucket{le="0.5"} ${a}\nlorax_request_duration_bucket{le="+Inf"} ${b}\nlorax_request_duration_sum ${b}\nlorax_request_duration_count ${b}`;
    const grown = growth([reading(0, text(1, 2)), reading(1, text(4, 6))])!;
    assert.deepEqual(histogramIn(grown.counters, 'lorax_request_duration'), {
      buckets: [
        { le: 0.5, count: 3 },
        { le: Infinity, count: 4 },
      ],
      sum: 4,
      count: 4,
    });
  });

  it('are kept for days in little room, the first and the last of them', () => {
    const scrapes = new Scrapes();
    for (let at = 0; at < 5000; at++) scrapes.add(reading(at, `lorax_request_count ${at}`));
    const kept = scrapes.within({ from: 0, to: 5000 });
    assert.ok(kept.length <= 240 && kept.length > 100, String(kept.length));
    assert.equal(kept[0]!.at, 0);
    assert.equal(kept.at(-1)!.at, 4999);
    assert.equal(growth(kept)!.counters['lorax_request_count'], 4999);
    assert.ok(scrapes.within({ from: 4000, to: 5000 }).every(({ at }) => at >= 4000));
  });
});
