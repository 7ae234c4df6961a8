import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { root } from './paths.ts';

/** The part of esbuild's metafile that says which files went into a bundle. */
export interface Bundled {
  outputs: Record<string, { inputs: Record<string, unknown> }>;
}

interface Manifest {
  name: string;
  version: string;
  license?: string;
  author?: string | { name: string };
}

const introduction =
  'Slipway ships parts of the packages below, under the licences that follow. Slipway itself is under the MIT\n' +
  'licence in its file LICENSE.';
const line = '-'.repeat(80);
const licenceFile = /^(licen[cs]e|copying|notices?)\b/i;

/** The licences of all packages that have code, fonts or styles in the bundles, as those licences ask for. */
export async function thirdPartyNotices(bundles: readonly Bundled[], base = root): Promise<string> {
  const texts = new Map<string, string>();
  for (const folder of packageFolders(bundles)) {
    const path = resolve(base, folder);
    // By the name it has itself: the overrides in package.json install preact under the name of react, too.
    const manifest = JSON.parse(await readFile(join(path, 'package.json'), 'utf8')) as Manifest;
    const title = `${manifest.name} ${manifest.version} (${manifest.license ?? 'see below'})`;
    texts.set(title, (await licences(path)) || (await standardLicence(manifest, base)));
  }
  const sections = [...texts].sort(([a], [b]) => (a < b ? -1 : 1));
  return [introduction, ...sections.flatMap(([title, text]) => [line, title, text]), ''].join('\n\n');
}

/** `a/node_modules/b/lib/c.js` belongs to the package `a/node_modules/b`; what is in no node_modules is ours. */
export function packageFolders(bundles: readonly Bundled[]): string[] {
  const inputs = bundles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap((output) => Object.keys(output.inputs)),
  );
  const folders = inputs.map((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]);
  return [...new Set(folders)].filter((folder) => folder !== undefined).sort();
}

async function licences(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => licenceFile.test(name)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.map((text) => text.replace(/^\uFEFF/, '').trim()).join('\n\n');
}

/**
 * Some packages name their licence and leave its text to be known. MIT's is in Slipway's own LICENSE; that of Apache 2.0
 * comes from a package that ships it whole.
 */
async function standardLicence({ name, license, author }: Manifest, base: string): Promise<string> {
  if (license === 'Apache-2.0')
    return (await readFile(join(base, 'node_modules/@grpc/grpc-js/LICENSE'), 'utf8')).trim();
  const by = typeof author === 'object' ? author.name : author;
  if (license !== 'MIT' || by === undefined)
    throw new Error(
      `${name} ships in a bundle, and its package has no licence file (${license ?? 'no licence named'})`,
    );
  const own = await readFile(join(base, 'LICENSE'), 'utf8');
  return own.replace(/^Copyright .*$/m, `Copyright (c) ${by}`).trim();
}
