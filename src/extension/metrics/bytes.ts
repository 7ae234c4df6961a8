const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Writes numbers one after the other, small ones into few bytes. */
export class ByteWriter {
  #bytes = new Uint8Array(512);
  #length = 0;

  /** A count: an integer from 0 to 2^53. */
  count(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is no count.`);
    this.#reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      // Not with bit operators: those end at 2^32.
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  double(value: number): void {
    this.raw(new Uint8Array(Float64Array.of(value).buffer));
  }

  text(value: string): void {
    const bytes = encoder.encode(value);
    this.count(bytes.length);
    this.raw(bytes);
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  done(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * (this.#bytes.length + more));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** The bytes are not what a `ByteWriter` wrote. */
export class Damaged extends Error {}

export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  count(): number {
    let value = 0;
    for (let scale = 1; scale <= 2 ** 49; scale *= 0x80) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) break;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80 && Number.isSafeInteger(value)) return value;
    }
    throw new Damaged('A count has no end.');
  }

  double(): number {
    if (this.#at + 8 > this.#bytes.length) throw new Damaged('A number is cut off.');
    this.#at += 8;
    return this.#view.getFloat64(this.#at - 8, true);
  }

  text(): string {
    const bytes = this.raw(this.count());
    return plain(bytes) ?? decoder.decode(bytes);
  }

  /** Whatever a text says, without reading it. */
  skipText(): void {
    this.raw(this.count());
  }

  /** Another one that begins where this one is now. */
  fork(): ByteReader {
    const fork = new ByteReader(this.#bytes);
    fork.#at = this.#at;
    return fork;
  }

  /** A view of the next bytes, not a copy. */
  raw(length: number): Uint8Array {
    if (this.#at + length > this.#bytes.length) throw new Damaged('The end is missing.');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}

/** Short names, read by the thousand: for them a decoder takes ten times as long. Undefined: not of ASCII, or long. */
function plain(bytes: Uint8Array): string | undefined {
  if (bytes.length > 64) return undefined;
  let text = '';
  for (const byte of bytes) {
    if (byte >= 0x80) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}
