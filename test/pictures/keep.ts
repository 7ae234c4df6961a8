import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { root } from '../hosts/paths.ts';
import { smaller } from './smaller.ts';

export const folder = join(root, 'docs/pictures');
/** A page with six of them is still quick to load. */
const mostBytes = 150 * 1024;

/** Sharp where a screen has two dots for one, and not too large. */
export const scale = 1.5;

export async function keep(name: string, taken: Buffer): Promise<void> {
  const png = smaller(taken);
  const path = join(folder, `${name}.png`);
  console.log(`${name}.png ${(png.length / 1024).toFixed(0)} KiB`);
  if (png.length > mostBytes) throw new Error(`${name}.png is larger than ${String(mostBytes / 1024)} KiB`);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, png);
}
