/**
 * How long a refusal asks to wait, in ms: the trailer `grpc-status-details-bin` may hold a status with Modal's
 * `RPCRetryPolicy` among its details. Undefined: it asks for nothing. Modal's client could wait by itself, but on a
 * clock that nobody else sees, and an abort would not end it.
 */
export function askedWait(details: unknown): number | undefined {
  if (!(details instanceof Uint8Array)) return undefined;
  try {
    for (const any of members(details, 3)) {
      const [type] = members(any, 1);
      const [policy] = members(any, 2);
      if (!type || !policy || !text(type).endsWith('/modal.client.RPCRetryPolicy')) continue;
      const seconds = firstFloat(policy);
      if (seconds !== undefined && Number.isFinite(seconds) && seconds >= 0) return Math.ceil(seconds * 1000);
    }
  } catch {
    // Cut off: nothing is asked.
  }
  return undefined;
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** The length-delimited members with a number, of a message as the wire format of protocol buffers has it. */
function members(bytes: Uint8Array, wanted: number): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (const { number, value } of fields(bytes))
    if (number === wanted && value instanceof Uint8Array) found.push(value);
  return found;
}

function firstFloat(bytes: Uint8Array): number | undefined {
  for (const { number, value } of fields(bytes)) if (number === 1 && typeof value === 'number') return value;
  return undefined;
}

function* fields(bytes: Uint8Array): Generator<{ number: number; value: Uint8Array | number }> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = view.getUint8(at++);
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError('longer than any length here');
  };
  while (at < bytes.length) {
    const tag = varint();
    const number = tag >>> 3;
    const kind = tag & 7;
    if (kind === 0) yield { number, value: varint() };
    else if (kind === 2) {
      const length = varint();
      if (at + length > bytes.length) throw new RangeError('cut off');
      yield { number, value: bytes.subarray(at, (at += length)) };
    } else if (kind === 5) {
      yield { number, value: view.getFloat32(at, true) };
      at += 4;
    } else if (kind === 1) at += 8;
    else throw new RangeError('no such kind');
  }
}
