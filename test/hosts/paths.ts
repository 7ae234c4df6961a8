import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The clone's root. */
export const root = resolve(import.meta.dirname, '../..');
export const dist = join(root, 'dist');

/** Where downloaded copies of VS Code are kept between runs; outside what git tracks. */
export const cacheFolder = resolve(process.env['SLIPWAY_VSCODE_CACHE'] ?? join(root, '.vscode-test'));

const removal = { recursive: true, force: true, maxRetries: 5 } as const;
const folders = new Set<string>();
let watched = false;

/** A fresh temporary folder that removes itself with `await using`, or at the latest when the process ends. */
export async function temporaryFolder(name: string): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), `slipway-${name}-`));
  if (!watched) process.once('exit', removeAll);
  watched = true;
  folders.add(path);
  return {
    path,
    [Symbol.asyncDispose]: async () => {
      await rm(path, removal);
      folders.delete(path);
    },
  };
}

function removeAll(): void {
  for (const path of folders) rmSync(path, removal);
}

/**
 * Moves everything that this process and those that it starts write outside the clone into one folder, which goes when
 * the process ends: VS Code, Chromium and the compilers leave sockets, profiles and caches behind.
 */
export async function scratchFolder(): Promise<{ path: string } & AsyncDisposable> {
  const folder = await temporaryFolder(`run-${process.pid}`);
  // Elsewhere than on Linux, sockets in a folder this deep would have longer names than the system takes.
  if (process.platform === 'linux') process.env['TMPDIR'] = folder.path;
  process.env['SLIPWAY_SCRATCH'] = folder.path;
  return folder;
}
