import { createVSIX, listFiles } from '@vscode/vsce';
import type { Metafile } from 'esbuild';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, bundles } from './build.ts';
import { thirdPartyNotices } from './notices.ts';
import { dist, root } from './paths.ts';

/** All that ships, and nothing else: each line must match a file, and each file a line. */
const shipped = [
  /^package\.json$/,
  /^README\.md$/,
  /^LICENSE$/,
  /^media\/[\w-]+\.(png|svg)$/,
  /^dist\/(extension|house)\.cjs$/,
  /^dist\/(together|replicate|predibase|modal|modal-sdk|agent|figures|panels|workbench|connecting)\.cjs$/,
  /^dist\/sandbox(-window)?\.cjs$/,
  /^dist\/shared-[A-Z0-9]{8}\.cjs$/,
  /^dist\/webviews\/(wizard|tester|metrics|plot)\.js$/,
  /^dist\/webviews\/(wizard|tester|metrics)\.css$/,
  /^dist\/webviews\/codicon\.ttf$/,
  /^dist\/THIRD-PARTY-NOTICES\.txt$/,
  /^package\.nls(\.de)?\.json$/,
  /^l10n\/(bundle\.l10n|webviews)\.de\.json$/,
];
/** May be there. */
const optional = [/^CHANGELOG\.md$/, /^media\/walkthrough\/[\w-]+\.(svg|md|png)$/];

/** KiB of what the editor reads first: names to register. */
const startBudget = 10;
/** KiB of that and of the application, with all that it needs at once. */
const applicationBudget = 250;

/** KiB that a part may weigh before someone has to say why. */
const budget: readonly [file: string, limit: number][] = [
  ['dist/agent.cjs', 320],
  ['dist/together.cjs', 120],
  ['dist/replicate.cjs', 120],
  ['dist/predibase.cjs', 130],
  ['dist/modal.cjs', 200],
  // Modal's own client with gRPC, as Modal publishes it.
  ['dist/modal-sdk.cjs', 1800],
  ['dist/connecting.cjs', 30],
  // The simulators; what they share with Modal's client, gRPC above all, is beside it.
  ['dist/sandbox.cjs', 400],
  ['dist/sandbox-window.cjs', 12],
  ['dist/webviews/wizard.js', 200],
  ['dist/webviews/tester.js', 200],
  ['dist/webviews/metrics.js', 200],
  // Drawing, read when the first chart is on the page.
  ['dist/webviews/plot.js', 60],
  // German is 100 of them.
  ['dist/slipway.vsix', 1300],
];

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
  for (const [file, limit] of budget) weighed.push([file, await weightOf([file]), limit]);
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
