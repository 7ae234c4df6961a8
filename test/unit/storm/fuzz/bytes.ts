import type { Luck } from './luck.ts';

const junk: readonly (readonly number[])[] = [
  ...[[0], [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0x80]],
  ...[[0xef, 0xbb, 0xbf], [0xff, 0xfe], [0x0d], [0x0a], [0x0d, 0x0a], [0x0a, 0x0a], [0x1b, 0x5b]],
  ...[[0x22], [0x7b], [0x5d], [0x3a], [0x2c], [0x2d], [0x5c, 0x75, 0x64, 0x38, 0x30, 0x30]],
];

/** The bytes with a few of them lost, doubled, changed or joined by others; sometimes cut off. */
export function bytesMutated(bytes: Uint8Array, luck: Luck): Uint8Array {
  let all = Buffer.from(bytes);
  for (let times = 1 + luck.below(4); times > 0; times--) {
    const at = luck.below(all.length + 1);
    const to = Math.min(all.length, at + 1 + luck.below(luck.chance(0.2) ? 200 : 8));
    const [head, piece, tail] = [all.subarray(0, at), all.subarray(at, to), all.subarray(to)];
    switch (luck.below(6)) {
      case 0:
        all = Buffer.concat([head, tail]);
        break;
      case 1:
        all = Buffer.concat([head, piece, piece, tail]);
        break;
      case 2:
        all = Buffer.concat([head, Buffer.from(piece.map((byte) => byte ^ (1 << luck.below(8)))), tail]);
        break;
      case 3:
        if (luck.chance(0.3)) all = Buffer.from(head);
        break;
      default:
        all = Buffer.concat([head, Buffer.from(luck.pick(junk)), piece, tail]);
    }
  }
  return all;
}

/** Cut wherever chance will, also within a character; an empty chunk now and then. */
export function chunked(bytes: Uint8Array, luck: Luck): Uint8Array[] {
  const most = luck.pick([1, 3, 17, 200, 100_000]);
  const chunks: Uint8Array[] = [];
  // A large body in single bytes would take longer than it tells.
  const size = () => Math.max(1 + luck.below(most), Math.ceil(bytes.length / 400));
  for (let at = 0; at < bytes.length;) {
    const end = at + size();
    chunks.push(bytes.slice(at, end));
    if (luck.chance(0.05)) chunks.push(new Uint8Array());
    at = end;
  }
  return chunks;
}

export function streamOf(chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  let next = 0;
  return new ReadableStream({
    pull(controller) {
      const chunk = chunks[next++];
      if (chunk === undefined) controller.close();
      else controller.enqueue(chunk);
    },
  });
}
