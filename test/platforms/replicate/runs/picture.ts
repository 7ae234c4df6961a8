import { crc32, deflateSync } from 'node:zlib';
import { randomFrom } from '../../kit/random.ts';
import { OutputFile } from '../types.ts';

const [width, height] = [192, 128];

/** A PNG that can be looked at: a sky, a sun and a sea, another one for each key. */
export function picture(key: string, bytes = 0): OutputFile {
  const random = randomFrom(key);
  const hue = random() * 0.5 + 0.25;
  const sun = { x: (0.2 + random() * 0.6) * width, y: (0.2 + random() * 0.25) * height, radius: 16 };
  const horizon = height * 0.62;
  const rows = Array.from({ length: height }, (_, y) => {
    const row = Buffer.alloc(1 + width * 3);
    for (let x = 0; x < width; x += 1) row.set(colour(x, y, { hue, sun, horizon }), 1 + x * 3);
    return row;
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const image = Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  // What comes after its end is padding that readers ignore.
  return new OutputFile('image/png', Buffer.concat([image, Buffer.alloc(Math.max(0, bytes - image.length))]));
}

interface Scene {
  hue: number;
  sun: { x: number; y: number; radius: number };
  horizon: number;
}

function colour(x: number, y: number, { hue, sun, horizon }: Scene): number[] {
  if (y > horizon) return [20, 40 + 40 * hue, 90 + (((x + y * 3) % 11) / 11) * 60];
  if (Math.hypot(x - sun.x, y - sun.y) < sun.radius) return [255, 220, 140];
  const height = y / horizon;
  return [60 + 180 * height * hue, 90 + 90 * height, 170 + 60 * (1 - height)];
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
