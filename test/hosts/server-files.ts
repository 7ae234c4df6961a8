import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './paths.ts';
import { run } from './processes.ts';
import { chosenRelease, type Release } from './releases.ts';

/** Built-in extensions that are heavy, call home or ask for accounts; Slipway needs none of them. */
const leftOut =
  /^(copilot|git|github|microsoft-authentication|mermaid-.*|markdown-language-features|ms-vscode\..*|php-language-features|terminal-suggest|tunnel-forwarding)$/;

/** A ready-to-run VS Code server: where its program is, and the Node that runs it. */
export interface ServerFiles {
  main: string;
  node: string;
}

/** Fetched with npm the first time. `SLIPWAY_VSCODE=oldest` takes the oldest that Slipway says it runs on. */
export async function serverFiles(say: (line: string) => void): Promise<ServerFiles> {
  const release = chosenRelease();
  const { version } = release;
  const home = join(cacheFolder, `server-${version}-${await recipe()}`);
  if (!existsSync(join(home, mainOf))) {
    say(`Fetching VS Code's server (npm package code-server ${version}, about 50 MB) into ${home}`);
    await fetchInto(home, release);
  }
  return { main: join(home, mainOf), node: nodePackage(release) ? join(home, nodeOf) : process.execPath };
}

const mainOf = 'out/server-main.js';
const nodeOf = 'node';

async function fetchInto(home: string, release: Release): Promise<void> {
  const work = `${home}.partial-${process.pid}`;
  await mkdir(work, { recursive: true });
  try {
    await assemble(work, release);
    await rename(join(work, 'vscode'), home).catch((error: unknown) => {
      if (!existsSync(home)) throw error; // another run was quicker: use its copy
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Names a copy by how it was made, so that a change here does not go on using an older one. */
async function recipe(): Promise<string> {
  const natives = join(import.meta.dirname, 'natives');
  const sources = [
    ...[import.meta.filename, join(import.meta.dirname, 'releases.ts')],
    ...(await readdir(natives)).sort().map((name) => join(natives, name)),
  ];
  const hash = createHash('sha256');
  for (const source of sources) hash.update(await readFile(source));
  return hash.digest('hex').slice(0, 8);
}

async function assemble(work: string, release: Release): Promise<void> {
  await unpack(work, `code-server@${release.version}`, release.integrity, 'package/lib/vscode');
  const vscode = join(work, 'package/lib/vscode');
  await trim(vscode, release);
  if (release.guard)
    await replaceOnce(join(vscode, 'out/vs/code/browser/workbench/workbench.js'), release.guard);
  // The package's own npm-shrinkwrap.json goes on pinning version and integrity of what is kept.
  await run(
    'npm',
    ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: vscode,
    },
  );
  for (const [name, file] of Object.entries(release.plain)) await plainModule(vscode, name, file);
  const node = nodePackage(release);
  if (node) {
    await unpack(work, node.name, node.integrity, 'package/bin/node');
    await rename(join(work, 'package/bin/node'), join(vscode, nodeOf));
  }
  await rename(vscode, join(work, 'vscode'));
}

/** The npm package with the Node of a release for this machine, if both have one. */
function nodePackage({ node }: Release): { name: string; integrity: string } | undefined {
  const machine = `${process.platform}-${process.arch}`;
  const integrity = node?.integrity[machine];
  return node && integrity ? { name: `node-${machine}@${node.version}`, integrity } : undefined;
}

/** Takes one path out of an npm package, if it is the one that is expected. */
async function unpack(work: string, name: string, integrity: string, path: string): Promise<void> {
  const packed = await run('npm', ['pack', name, '--json', '--loglevel=error'], { cwd: work });
  if (!packed.includes(integrity)) throw new Error(`${name} is not the package expected:\n${packed}`);
  await run('tar', ['xzf', `${name.replace('@', '-')}.tgz`, path], { cwd: work });
}

async function trim(vscode: string, { needed, instead = {} }: Release): Promise<void> {
  const extensions = join(vscode, 'extensions');
  for (const name of await readdir(extensions))
    if (leftOut.test(name)) await rm(join(extensions, name), { recursive: true });
  await edit(join(vscode, 'package.json'), (manifest) => {
    const kept = Object.entries(manifest.dependencies ?? {}).filter(([name]) => needed.test(name));
    return { ...manifest, dependencies: { ...Object.fromEntries(kept), ...instead } };
  });
  await edit(join(vscode, 'npm-shrinkwrap.json'), (pinned) => {
    const replaced = (path: string) => Object.keys(instead).some((name) => path === `node_modules/${name}`);
    const kept = Object.entries(pinned.packages ?? {}).filter(([path]) => !replaced(path));
    return { ...pinned, packages: Object.fromEntries(kept) };
  });
}

interface Manifest {
  dependencies?: Record<string, string>;
  /** Of a lock file. */
  packages?: Record<string, unknown>;
}

async function edit(path: string, change: (read: Manifest) => Manifest): Promise<void> {
  await writeFile(path, JSON.stringify(change(JSON.parse(await readFile(path, 'utf8')) as Manifest)));
}

/** An addon that would have to be compiled, in plain JavaScript (without a logger, log channels stay empty). */
async function plainModule(vscode: string, name: string, file: string): Promise<void> {
  const folder = join(vscode, 'node_modules', name);
  await mkdir(folder, { recursive: true });
  await copyFile(join(import.meta.dirname, 'natives', `${file}.mjs`), join(folder, 'index.mjs'));
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name, main: './index.mjs', type: 'module' }),
  );
}

async function replaceOnce(file: string, { found, instead }: NonNullable<Release['guard']>): Promise<void> {
  const parts = (await readFile(file, 'utf8')).split(found);
  if (parts.length !== 2)
    throw new Error(`Expected once in ${file}, found ${parts.length - 1} times: ${found}`);
  await writeFile(file, parts.join(instead));
}
