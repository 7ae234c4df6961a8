import { ByteReader, ByteWriter, Damaged } from './bytes.ts';
import { rankOf } from './spread.ts';
import type { Growing } from './spread.ts';

/** Half a percent, less what the rounding of a logarithm takes. */
const accuracy = 0.005 - 1e-9;
const gamma = (1 + accuracy) / (1 - accuracy);
const perLog = 1 / Math.log(gamma);

const indexOf = (value: number): number => Math.ceil(Math.log(value) * perLog);
/** No duration is told from 0 below a nanosecond, nor from forever above thirty years. In ms. */
const lowest = indexOf(1e-6);
const highest = indexOf(1e12);

/** What stands for all values of a bucket: at most `accuracy` from each of them, relatively. */
const middles = Float64Array.from({ length: highest - lowest + 1 }, (_, i) =>
  i === 0 ? 0 : (2 * gamma ** (i + lowest)) / (gamma + 1),
);

const noCounts = new Float64Array(0);

type Counts = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/**
 * How durations are spread, in buckets that grow by the same factor: whatever was merged in whatever order, a
 * percentile is at most 0.5 % off, and n, sum, min and max are exact. (A DDSketch: Masson, Rim, Lee 2019.)
 */
export class Sketch implements Growing<Sketch> {
  n = 0;
  sum = 0;
  min = Infinity;
  max = -Infinity;
  /** Bucket of the first count. */
  #first = 0;
  #counts: Counts = noCounts;
  /** Read from bytes: as narrow as these were, and to be copied before it changes. */
  #narrow = false;

  add(value: number): void {
    const bucket = value > 1e-6 ? Math.min(indexOf(value) - lowest, highest - lowest) : 0;
    this.#reach(bucket, bucket + 1);
    (this.#counts[bucket - this.#first] as number)++;
    this.n++;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
  }

  merge(other: Sketch): void {
    if (other.n === 0) return;
    const from = other.#counts;
    this.#reach(other.#first, other.#first + from.length);
    const into = this.#counts;
    const shift = other.#first - this.#first;
    for (let i = 0; i < from.length; i++) (into[i + shift] as number) += from[i] as number;
    this.n += other.n;
    this.sum += other.sum;
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
  }

  ranks(percentages: readonly number[]): number[] {
    const values: number[] = [];
    const counts = this.#counts;
    const last = counts.length - 1;
    let i = -1;
    let seen = 0;
    for (const p of percentages) {
      const rank = rankOf(p, this.n);
      while (seen < rank && i < last) seen += counts[++i] as number;
      values.push(this.#valueAt(i));
    }
    return values;
  }

  *values(): Iterable<readonly [number, number]> {
    for (const [i, count] of this.#counts.entries()) if (count > 0) yield [this.#valueAt(i), count];
  }

  encode(out: ByteWriter): void {
    out.count(this.n);
    if (this.n === 0) return;
    for (const value of [this.sum, this.min, this.max]) out.double(value);
    const from = this.#counts.findIndex((count) => count > 0);
    const used = this.#counts.slice(from, this.#counts.findLastIndex((count) => count > 0) + 1);
    out.count(from + this.#first);
    out.count(used.length);
    const dense = narrowest(used);
    const sparse = pairs(used);
    const isDense = dense.byteLength <= sparse.length;
    out.count(isDense ? dense.BYTES_PER_ELEMENT : 0);
    if (!isDense) out.count(sparse.length);
    out.raw(isDense ? new Uint8Array(dense.buffer) : sparse);
  }

  /** Throws `Damaged`. The bytes must not change afterwards: they are used and not copied. */
  static decode(bytes: ByteReader): Sketch {
    const sketch = new Sketch();
    sketch.n = bytes.count();
    if (sketch.n === 0) return sketch;
    sketch.sum = bytes.double();
    sketch.min = bytes.double();
    sketch.max = bytes.double();
    sketch.#first = bytes.count();
    const length = bytes.count();
    if (length === 0 || sketch.#first + length > middles.length) throw new Damaged('No such bucket.');
    const width = bytes.count();
    sketch.#counts = width === 0 ? unpaired(bytes, length, sketch.n) : dense(bytes, width, length);
    sketch.#narrow = true;
    return sketch;
  }

  /** The outermost buckets hold the outermost values, which are known exactly. */
  #valueAt(i: number): number {
    return Math.min(Math.max(middles[i + this.#first] as number, this.min), this.max);
  }

  /** Makes room for the buckets from `from` to before `to`, and some around them. */
  #reach(from: number, to: number): void {
    const end = this.#first + this.#counts.length;
    if (!this.#narrow && from >= this.#first && to <= end) return;
    const empty = this.#counts.length === 0;
    const first = Math.max(Math.min(from, empty ? from : this.#first) - 32, 0);
    const last = Math.min(Math.max(to, empty ? to : end) + 32, middles.length);
    const wider = new Float64Array(last - first);
    if (!empty) wider.set(this.#counts, this.#first - first);
    this.#first = first;
    this.#counts = wider;
    this.#narrow = false;
  }
}

/** One, two, four or eight bytes for each count, as the largest one needs. */
function narrowest(counts: Counts): Counts {
  let most = 0;
  for (const count of counts) if (count > most) most = count;
  if (most < 2 ** 8) return Uint8Array.from(counts);
  if (most < 2 ** 16) return Uint16Array.from(counts);
  if (most < 2 ** 32) return Uint32Array.from(counts);
  return Float64Array.from(counts);
}

function dense(bytes: ByteReader, width: number, length: number): Counts {
  const view = bytes.raw(width * length);
  if (width === 1) return view;
  // Wider ones must begin at a multiple of their width.
  const { buffer } = view.slice();
  if (width === 2) return new Uint16Array(buffer);
  if (width === 4) return new Uint32Array(buffer);
  if (width === 8) return counted(new Float64Array(buffer));
  throw new Damaged('No such width.');
}

/** Unlike the narrower ones, these bytes can be what is no count at all. */
function counted(counts: Float64Array): Float64Array {
  if (!counts.every((count) => Number.isSafeInteger(count) && count >= 0))
    throw new Damaged('That is no count.');
  return counts;
}

/** The counts that are not 0, each after its distance from the one before. */
function pairs(counts: Counts): Uint8Array {
  const out = new ByteWriter();
  let next = 0;
  for (const [i, count] of counts.entries()) {
    if (count === 0) continue;
    out.count(i - next);
    out.count(count);
    next = i + 1;
  }
  return out.done();
}

function unpaired(bytes: ByteReader, length: number, n: number): Counts {
  const packed = bytes.raw(bytes.count());
  const counts = n < 2 ** 32 ? new Uint32Array(length) : new Float64Array(length);
  const reader = new ByteReader(packed);
  for (let at = 0; at < length; at++) {
    at += reader.count();
    if (at >= length) throw new Damaged('No such bucket.');
    counts[at] = reader.count();
  }
  return counts;
}
