import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './paths.ts';
import { run } from './processes.ts';

/** code-server's npm package carries VS Code's own server, 1.139.1, under lib/vscode. */
const version = '4.139.1';
const integrity =
  'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==';

/** What of the server's dependencies is loaded without the built-in AI, remote and debugging features. */
const needed = new Set([
  '@microsoft/1ds-core-js',
  '@parcel/watcher',
  '@vscode/deviceid',
  '@vscode/iconv-lite-umd',
  '@vscode/proxy-agent',
  '@vscode/ripgrep-universal',
  'cookie',
  'http-proxy-agent',
  'https-proxy-agent',
  'jschardet',
  'minimist',
  'node-pty',
  'vscode-oniguruma',
  'vscode-regexpp',
  'vscode-textmate',
  'ws',
  'yauzl',
  'yazl',
]);

/** Built-in extensions that are heavy, call home or ask for accounts; Slipway needs none of them. */
const leftOut =
  /^(copilot|git|github|microsoft-authentication|mermaid-.*|markdown-language-features|ms-vscode\..*|php-language-features|terminal-suggest|tunnel-forwarding)$/;

/** The folder of a ready-to-run VS Code server, fetched with npm the first time. */
export async function serverFiles(say: (line: string) => void): Promise<string> {
  const home = join(cacheFolder, `server-${version}-${await recipe()}`);
  if (existsSync(join(home, 'out/server-main.js'))) return home;
  say(`Fetching VS Code's server (npm package code-server ${version}, about 50 MB) into ${home}`);
  const work = `${home}.partial-${process.pid}`;
  await mkdir(work, { recursive: true });
  try {
    await assemble(work);
    await rename(join(work, 'vscode'), home).catch((error: unknown) => {
      if (!existsSync(home)) throw error; // another run was quicker: use its copy
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return home;
}

/** Names a copy by how it was made, so that a change here does not go on using an older one. */
async function recipe(): Promise<string> {
  const natives = join(import.meta.dirname, 'natives');
  const sources = [
    import.meta.filename,
    ...(await readdir(natives)).sort().map((name) => join(natives, name)),
  ];
  const hash = createHash('sha256');
  for (const source of sources) hash.update(await readFile(source));
  return hash.digest('hex').slice(0, 8);
}

async function assemble(work: string): Promise<void> {
  const packed = await run('npm', ['pack', `code-server@${version}`, '--json', '--loglevel=error'], {
    cwd: work,
  });
  if (!packed.includes(integrity))
    throw new Error(`code-server ${version} is not the package expected:\n${packed}`);
  await run('tar', ['xzf', `code-server-${version}.tgz`, 'package/lib/vscode'], { cwd: work });
  const vscode = join(work, 'package/lib/vscode');
  await trim(vscode);
  await allowDevelopment(join(vscode, 'out/vs/code/browser/workbench/workbench.js'));
  // The package's own npm-shrinkwrap.json goes on pinning version and integrity of what is kept.
  await run(
    'npm',
    ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: vscode,
    },
  );
  for (const name of ['spdlog', 'native-watchdog']) await plainModule(vscode, name);
  await rename(vscode, join(work, 'vscode'));
}

async function trim(vscode: string): Promise<void> {
  const extensions = join(vscode, 'extensions');
  for (const name of await readdir(extensions))
    if (leftOut.test(name)) await rm(join(extensions, name), { recursive: true });
  const path = join(vscode, 'package.json');
  const manifest = JSON.parse(await readFile(path, 'utf8')) as { dependencies: Record<string, string> };
  manifest.dependencies = Object.fromEntries(
    Object.entries(manifest.dependencies).filter(([name]) => needed.has(name) || name.startsWith('@xterm/')),
  );
  await writeFile(path, JSON.stringify(manifest));
}

/** Two native addons that would have to be compiled, in plain JavaScript (without a logger, log channels stay empty). */
async function plainModule(vscode: string, name: string): Promise<void> {
  const folder = join(vscode, 'node_modules/@vscode', name);
  await mkdir(folder, { recursive: true });
  await copyFile(join(import.meta.dirname, 'natives', `${name}.mjs`), join(folder, 'index.mjs'));
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: `@vscode/${name}`, main: './index.mjs', type: 'module' }),
  );
}

/**
 * A release build ignores an extension under development unless it runs in its "smoke test" mode, and that mode shows
 * no notifications: not what a newcomer, or a test, should see. So that one condition is taken out.
 */
async function allowDevelopment(file: string): Promise<void> {
  const condition = 'if(this.payload&&(!this.isBuilt||this.enableSmokeTestDriver))';
  const parts = (await readFile(file, 'utf8')).split(condition);
  if (parts.length !== 2)
    throw new Error(`Expected once in ${file}, found ${parts.length - 1} times: ${condition}`);
  await writeFile(file, parts.join('if(this.payload)'));
}
