import type { PriceSource } from '../../connectors/domain.ts';
import type { ErrorCode } from '../../connectors/errors.ts';
import { ByteReader, ByteWriter, Damaged } from './bytes.ts';
import { parseSource } from './priceSource.ts';
import { Sketch } from './sketch.ts';
import { counters, sketchTally, Tally } from './tally.ts';
import type { SketchTally } from './tally.ts';

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
  const errors: [ErrorCode, number][] = [];
  for (let left = bytes.count(); left > 0; left--) errors.push([bytes.text() as ErrorCode, bytes.count()]);
  const sources: PriceSource[] = [];
  for (let left = bytes.count(); left > 0; left--) sources.push(parseSource(bytes.text()));
  const latency = Sketch.decode(bytes);
  // The last part, so that it can be read when it is asked for.
  const tally = new Tally(latency, () =>
    unlessDamaged(
      () => Sketch.decode(bytes),
      () => new Sketch(),
    ),
  );
  for (const [i, counter] of counters.entries()) tally[counter] = counts[i] as number;
  tally.speedMs = speedMs;
  tally.cost = cost;
  for (const [code, count] of errors) tally.errors.set(code, count);
  for (const source of sources) tally.addSource(source);
  return tally;
}

function unlessDamaged<T>(read: () => T, otherwise: () => T): T {
  try {
    return read();
  } catch {
    return otherwise();
  }
}
