import { createVSIX, listFiles } from '@vscode/vsce';
import type { Metafile } from 'esbuild';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, bundles } from './build.ts';
import { thirdPartyNotices } from './notices.ts';
import { dist, root } from './paths.ts';
import { budgets, optional, shipped } from './shipped.ts';

/** KiB of what the editor reads first: names to register. */
const startBudget = 10;
/** KiB of that and of the application, with all that it needs at once. */
const applicationBudget = 250;

/** KiB of the package. German is 100 of them. */
const packageBudget = 1300;

/** Builds and packages; refuses a package with anything in it that is not meant to ship. */
export async function packageExtension(say: (line: string) => void): Promise<string> {
  await build(say);
  await writeFile(join(dist, 'THIRD-PARTY-NOTICES.txt'), await thirdPartyNotices(await bundles()));
  const files = (
    await listFiles({ cwd: root, dependencies: false } as Parameters<typeof listFiles>[0])
  ).sort();
  const unexpected = files.filter((file) => ![...shipped, ...optional].some((pattern) => pattern.test(file)));
  if (unexpected.length > 0) throw new Error(`Not meant to ship: ${unexpected.join(', ')}`);
  const missing = shipped.filter((pattern) => !files.some((file) => pattern.test(file)));
  if (missing.length > 0) throw new Error(`Missing from the package: ${missing.join(', ')}`);
  const packagePath = join(dist, 'slipway.vsix');
  await mkdir(dist, { recursive: true });
  await createVSIX({
    cwd: root,
    packagePath,
    dependencies: false,
    rewriteRelativeLinks: false,
    allowMissingRepository: true,
  });
  const weighed: [what: string, bytes: number, limit: number][] = [
    ['what is read at the start', await weightOf(readWith(await bundles(), 'extension')), startBudget],
    [
      'that and the application',
      await weightOf(readWith(await bundles(), 'extension', 'house')),
      applicationBudget,
    ],
  ];
  for (const [file, limit] of [...budgets, ['dist/slipway.vsix', packageBudget] as const])
    weighed.push([file, await weightOf([file]), limit]);
  for (const [what, bytes, limit] of weighed) {
    const size = Math.ceil(bytes / 1024);
    say(`  ${what}: ${size} KiB of ${limit}`);
    if (size > limit) throw new Error(`${what} weighs ${size} KiB; its budget is ${limit}`);
  }
  return packagePath;
}

async function weightOf(files: readonly string[]): Promise<number> {
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(root, file))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** These files and what they read at once: what is read late is not among them. */
function readWith(metafiles: readonly Metafile[], ...names: string[]): string[] {
  const outputs = Object.assign({}, ...metafiles.map((metafile) => metafile.outputs)) as Metafile['outputs'];
  const found = new Set(names.map((name) => `dist/${name}.cjs`));
  for (const file of found)
    for (const { path, kind } of outputs[file]?.imports ?? [])
      if (kind === 'import-statement' && path in outputs) found.add(path);
  return [...found];
}
