import assert from 'node:assert/strict';
import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { smaller } from '../../pictures/smaller.ts';

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
};

/** 2 × 5 dots of RGB; `scanlines` as the file has them: a filter, then six bytes. Stored, so that it can become smaller. */
function png(scanlines: readonly number[][]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(2, 0);
  header.writeUInt32BE(scanlines.length, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const packed = deflateSync(Buffer.from(scanlines.flat()), { level: 0 });
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', packed),
    chunk('tEXt', Buffer.from('Comment\0a long one that no viewer needs')),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The bytes between the filters, of a file whose scanlines are filtered with 0, 1 or 2. */
function pixels(file: Buffer): number[][] {
  const at = file.indexOf('IDAT');
  const data = inflateSync(file.subarray(at + 4, at + 4 + file.readUInt32BE(at - 4)));
  const rows: number[][] = [];
  for (let y = 0; y * 7 < data.length; y++) {
    const [filter, ...bytes] = data.subarray(y * 7, y * 7 + 7);
    const row: number[] = [];
    for (const [x, byte] of bytes.entries()) {
      const base = filter === 1 ? row[x - 3] : filter === 2 ? rows[y - 1]?.[x] : 0;
      row.push((byte + (base ?? 0)) % 256);
    }
    rows.push(row);
  }
  return rows;
}

describe('a picture made smaller', () => {
  it('has the same dots, whatever the filters were', () => {
    const file = png([
      [0, 10, 20, 30, 40, 50, 60],
      [1, 1, 2, 3, 4, 5, 6],
      [2, 1, 1, 1, 1, 1, 1],
      [3, 5, 5, 5, 5, 5, 5],
      [4, 250, 250, 250, 7, 7, 7],
    ]);
    const made = smaller(file);
    assert.ok(made.length < file.length);
    // By hand: left, above, their half, and the nearest of left, above and corner (PNG specification, 9.2).
    assert.deepEqual(pixels(made), [
      [10, 20, 30, 40, 50, 60],
      [1, 2, 3, 5, 7, 9],
      [2, 3, 4, 6, 8, 10],
      [6, 6, 7, 11, 12, 13],
      [0, 0, 1, 13, 13, 14],
    ]);
  });

  it('is left alone where it is of another kind', () => {
    const file = png([[0, 1, 2, 3, 4, 5, 6]]);
    file[24] = 16;
    assert.equal(smaller(file), file);
  });
});
