import type { Metafile } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dist, root } from './paths.ts';
import { run } from './processes.ts';

let built: Promise<string> | undefined;

/** Builds dist/*.cjs and dist/webviews, once in this process. */
export async function build(say: (line: string) => void): Promise<void> {
  // Who debugs wants to see the sources.
  const dev = process.env['SLIPWAY_INSPECT'] === undefined ? [] : ['--dev'];
  built ??= run(process.execPath, [join(root, 'esbuild.mjs'), '--meta', ...dev], { cwd: root, onLine: say });
  await built;
}

/** What went into the bundles of the last build: the extension's first, then those of the webviews. */
export async function bundles(): Promise<[extension: Metafile, ...webviews: Metafile[]]> {
  return JSON.parse(await readFile(join(dist, 'meta.json'), 'utf8')) as [Metafile, ...Metafile[]];
}
