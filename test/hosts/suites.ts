import { build } from 'esbuild';
import { glob } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { dist, root } from './paths.ts';

/** Bundles every suite in a folder into one module that VS Code can load as `extensionTestsPath`. */
export async function bundleSuites(
  folder = join(root, 'test/host'),
  outfile = join(dist, 'test/host.cjs'),
): Promise<string> {
  const files: string[] = [];
  for await (const file of glob('**/*.test.ts', { cwd: folder })) files.push(resolve(folder, file));
  if (files.length === 0) throw new Error(`No host suites (*.test.ts) in ${folder}`);
  files.sort();
  // Loaded one by one inside run(): at module level mocha's globals do not exist yet.
  const loaders = files.map((file) => `() => require(${JSON.stringify(file)})`).join(',\n');
  await build({
    stdin: {
      contents: `import { runSuites } from './suite-runner.ts';\nexport const run = () => runSuites([${loaders}]);\n`,
      resolveDir: import.meta.dirname,
      loader: 'ts',
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode', 'mocha'],
    // A script has no import.meta.
    define: { 'import.meta.dirname': '__dirname' },
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return outfile;
}

/** As a program, for debugging them (.vscode/launch.json). */
if (import.meta.main) await bundleSuites();
