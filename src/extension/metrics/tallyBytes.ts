import type { ErrorCode } from '../../connectors/errors.ts';
import { ByteReader, ByteWriter, Damaged } from './bytes.ts';
import { parseSource } from './priceSource.ts';
import { Sketch } from './sketch.ts';
import { addSource, counters, noNames, sketchTally, Tally } from './tally.ts';
import type { Names, SketchTally } from './tally.ts';

/** First byte of the form below: another form is another number, and both are read. */
const form = 1;

/** Compact, and made for reading more than a thousand of them at once. */
export function encodeTally(tally: SketchTally): Uint8Array {
  const out = new ByteWriter();
  out.count(form);
  for (const counter of counters) out.count(tally[counter]);
  out.double(tally.speedMs);
  out.double(tally.cost);
  out.count(tally.errors.size);
  for (const [code, count] of tally.errors) {
    out.text(code);
    out.count(count);
  }
  out.count(tally.sources.size);
  for (const source of tally.sources.values()) out.text(JSON.stringify(source));
  tally.latency.encode(out);
  tally.firstToken.encode(out);
  return out.done();
}

/** An empty one where the bytes are damaged: the rest of a history must not be lost with them. */
export const decodeTally = (bytes: Uint8Array): SketchTally =>
  unlessDamaged(() => decode(new ByteReader(bytes)), sketchTally);

function decode(bytes: ByteReader): SketchTally {
  if (bytes.count() !== form) throw new Damaged('No such form.');
  const counts = counters.map(() => bytes.count());
  const [speedMs, cost] = [bytes.double(), bytes.double()];
  // Names, and the last part, are read when they are asked for: of most points of a series they never are.
  const names = bytes.fork();
  skipNames(bytes);
  const latency = Sketch.decode(bytes);
  const firstToken = (): Sketch =>
    unlessDamaged(
      () => Sketch.decode(bytes),
      () => new Sketch(),
    );
  const tally = new Tally(latency, firstToken, () => readNames(names));
  for (const [i, counter] of counters.entries()) tally[counter] = counts[i] as number;
  tally.speedMs = speedMs;
  tally.cost = cost;
  return tally;
}

function skipNames(bytes: ByteReader): void {
  for (let left = bytes.count(); left > 0; left--) {
    bytes.skipText();
    bytes.count();
  }
  for (let left = bytes.count(); left > 0; left--) bytes.skipText();
}

function readNames(bytes: ByteReader): Names {
  const names = noNames();
  for (let left = bytes.count(); left > 0; left--) names.errors.set(bytes.text() as ErrorCode, bytes.count());
  for (let left = bytes.count(); left > 0; left--)
    unlessDamaged(
      () => addSource(names.sources, parseSource(bytes.text())),
      () => undefined,
    );
  return names;
}

function unlessDamaged<T>(read: () => T, otherwise: () => T): T {
  try {
    return read();
  } catch {
    return otherwise();
  }
}
