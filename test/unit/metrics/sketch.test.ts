import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ByteReader, ByteWriter } from '../../../src/extension/metrics/bytes.ts';
import { ExactSpread } from '../../../src/extension/metrics/percentile.ts';
import { Sketch } from '../../../src/extension/metrics/sketch.ts';
import { distributionOf } from '../../../src/extension/metrics/spread.ts';
import type { Growing } from '../../../src/extension/metrics/spread.ts';
import { sketchTally, tallyOf } from '../../../src/extension/metrics/tally.ts';
import type { Totals } from '../../../src/extension/metrics/tally.ts';
import { decodeTally, encodeTally } from '../../../src/extension/metrics/tallyBytes.ts';
import { sample } from '../deployments/builders.ts';

const duration = fc.oneof(
  fc.double({ min: 0, max: 600_000, noNaN: true }),
  fc.double({ min: 1e-6, max: 1e12, noNaN: true }),
  fc.integer({ min: 1, max: 50 }),
  fc.constantFrom(0, 1, 100, 1e-9),
);
const durations = fc.array(duration, { maxLength: 200 });

function filled<S extends Growing<S>>(spread: S, values: readonly number[]): S {
  for (const value of values) spread.add(value);
  return spread;
}

function bytesOf(sketch: Sketch): Uint8Array {
  const out = new ByteWriter();
  sketch.encode(out);
  return out.done();
}

const again = (sketch: Sketch): Sketch => Sketch.decode(new ByteReader(bytesOf(sketch)));

/** Half a percent of the exact one; below a nanosecond everything is 0. */
function assertClose(value: number, exact: number): void {
  assert.ok(Math.abs(value - exact) <= 0.005 * exact + 1e-6, `${value} for ${exact}`);
}

const every = Array.from({ length: 101 }, (_, p) => p);

describe('A sketch', () => {
  it('is at most half a percent off at every percentage, and exact in everything else', () => {
    fc.assert(
      fc.property(durations, (values) => {
        const [sketch, exact] = [filled(new Sketch(), values), filled(new ExactSpread(), values)];
        assert.equal(sketch.n, exact.n);
        if (values.length === 0) return;
        assert.deepEqual([sketch.min, sketch.max], [exact.min, exact.max]);
        assertClose(sketch.sum, exact.sum);
        const right = exact.ranks(every);
        for (const [i, value] of sketch.ranks(every).entries()) assertClose(value, right[i]!);
        const { histogram } = distributionOf(sketch);
        assert.equal(
          histogram.reduce((n, { count }) => n + count, 0),
          values.length,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('says the same of many parts as of the whole, in any order, read back or not', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(durations, fc.boolean()), { maxLength: 6 }), (parts) => {
        const whole = filled(
          new Sketch(),
          parts.flatMap(([values]) => values),
        );
        const merged = new Sketch();
        for (const [values, isRead] of parts.toReversed()) {
          const part = filled(new Sketch(), values);
          merged.merge(isRead ? again(part) : part);
        }
        assert.deepEqual([merged.n, merged.min, merged.max], [whole.n, whole.min, whole.max]);
        if (whole.n > 0) assert.deepEqual(merged.ranks(every), whole.ranks(every));
        assert.deepEqual([...again(merged).values()], [...whole.values()]);
      }),
      { numRuns: 300 },
    );
  });

  it('leaves what it was read from as it was', () => {
    const bytes = bytesOf(filled(new Sketch(), every));
    const before = Uint8Array.from(bytes);
    const sketch = Sketch.decode(new ByteReader(bytes));
    sketch.add(50);
    sketch.merge(filled(new Sketch(), every));
    assert.deepEqual(bytes, before);
  });

  it('counts past what one, two and four bytes hold', () => {
    for (const doublings of [7, 8, 15, 16, 31, 33]) {
      let sketch = filled(new Sketch(), [10, 10, 20]);
      for (let i = 0; i < doublings; i++) {
        const other = again(sketch);
        sketch.merge(other);
        sketch = again(sketch);
      }
      assert.deepEqual(
        [...sketch.values()].map(([, count]) => count),
        [2 ** (doublings + 1), 2 ** doublings],
      );
      assertClose(sketch.ranks([66])[0]!, 10);
    }
  });

  it('takes few bytes for few values, and about one per bucket for many', () => {
    assert.ok(bytesOf(filled(new Sketch(), [1, 10_000])).length < 40);
    const many = Array.from({ length: 7000 }, (_, i) => 100 * 1.0005 ** i);
    assert.ok(bytesOf(filled(new Sketch(), many)).length < 500);
  });
});

/** The first four samples below as each form wrote them. Never changed: a new form is a new line. */
const forms = {
  1: '01030100060c0c10041200000904120000000000000018400000000000003440010774696d656f757401020f7b226b696e64223a2275736572227d1e7b226b696e64223a22706c6174666f726d222c22726561644174223a337d03000000000000464000000000000026400000000000003340d50c380006000117011e01030000000000001840000000000000f03f0000000000000840e50a6f0006000145012701',
};

describe('A tally in bytes', () => {
  const samples = Array.from({ length: 50 }, (_, i) =>
    sample(`${i}`, {
      endMs: 10 + i ** 2,
      ...(i % 7 === 0 ? { outcome: 'error', errorCode: 'timeout' } : { firstTokenMs: i, lastTokenMs: 2 * i }),
      usage: { input: i, output: 2 * i, cachedInput: 3, reasoning: 4 },
      cost: 5,
      costSource: i % 2 === 0 ? { kind: 'user' } : { kind: 'platform', readAt: i },
    }),
  );
  const tally = sketchTally();
  for (const each of samples) tally.add(each);

  it('comes back as it went, with the sums of the requests themselves', () => {
    const sums = ({ latency: _, ...rest }: Totals) => ({ ...rest });
    const read = decodeTally(encodeTally(tally));
    assert.deepEqual(sums(read), sums(tallyOf(samples)));
    assert.deepEqual(
      read.sources,
      new Map<string, unknown>([
        ['user', { kind: 'user' }],
        ['platform', { kind: 'platform', readAt: 49 }],
      ]),
    );
    assert.deepEqual(distributionOf(read.latency), distributionOf(tally.latency));
    assert.deepEqual(distributionOf(read.firstToken), distributionOf(tally.firstToken));
  });

  it('is read in each form that a history may hold, for ever', () => {
    const right = sketchTally();
    for (const each of samples.slice(0, 4)) right.add(each);
    for (const [form, hex] of Object.entries(forms)) {
      const read = decodeTally(Buffer.from(hex, 'hex'));
      assert.deepEqual([read.ok, read.failed, read.input, read.output, read.cost], [3, 1, 6, 12, 20], form);
      assert.deepEqual(distributionOf(read.latency), distributionOf(right.latency), form);
      assert.deepEqual(distributionOf(read.firstToken), distributionOf(right.firstToken), form);
      assert.deepEqual(read.errors, right.errors, form);
    }
  });

  it('of any damage breaks nothing', () => {
    const whole = encodeTally(tally);
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(whole.length - 1), fc.nat(255), (length, at, byte) => {
        const bytes = whole.slice(0, length);
        if (at < length) bytes[at] = byte;
        const total = sketchTally();
        total.merge(decodeTally(bytes));
        distributionOf(total.latency);
        distributionOf(total.firstToken);
        encodeTally(total);
      }),
      // Met once in some ten thousand: a width that makes fractions of the counts.
      { numRuns: 3000, examples: [[210, 50, 73]] },
    );
    assert.equal(decodeTally(new Uint8Array()).n, 0);
  });
});
