import { join } from 'node:path';
import { root } from './paths.ts';
import { run } from './processes.ts';

let built: Promise<string> | undefined;

/** Builds dist/extension.cjs and dist/webviews, once in this process. */
export async function build(say: (line: string) => void): Promise<void> {
  built ??= run(process.execPath, [join(root, 'esbuild.mjs')], { cwd: root, onLine: say });
  await built;
}
