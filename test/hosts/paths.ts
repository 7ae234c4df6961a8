import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The clone's root. */
export const root = resolve(import.meta.dirname, '../..');
export const dist = join(root, 'dist');

/** Where downloaded copies of VS Code are kept between runs; outside what git tracks. */
export const cacheFolder = resolve(process.env['SLIPWAY_VSCODE_CACHE'] ?? join(root, '.vscode-test'));

/** A fresh temporary folder that removes itself with `await using`. */
export async function temporaryFolder(name: string): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), `slipway-${name}-`));
  return {
    path,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }),
  };
}
