// Makes a clone ready to use, on any Node from 18 on and with nothing installed: dependencies by `npm ci`, when they
// are not what package-lock.json says, and then the Node that the project brings along.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const windows = process.platform === 'win32';
const projectNode = join(root, 'node_modules/node/bin', windows ? 'node.exe' : 'node');

/**
 * Returns true when the caller runs on the project's Node with everything installed. Otherwise installs what is missing,
 * runs the caller's script again on the project's Node, takes over its exit code and returns false.
 */
export async function onProjectNode(url) {
  if (!installed()) install();
  // Who starts it without npm may want it to go on when the terminal is closed.
  if (process.env.npm_lifecycle_event !== undefined) await import('./hosts/orphans.mjs');
  if (existsSync(projectNode) && realpathSync(process.execPath) === realpathSync(projectNode)) return true;
  const path = [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter);
  const orphans = new URL('hosts/orphans.mjs', import.meta.url).href;
  const child = spawn(projectNode, ['--import', orphans, fileURLToPath(url), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
  });
  // A terminal signals both processes at once, `kill` only this one; either way the child has the last word.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
  return false;
}

/** npm writes node_modules/.package-lock.json when an installation is complete: it must say what ours says. */
function installed() {
  const wanted = packagesOf('package-lock.json');
  const found = packagesOf('node_modules/.package-lock.json');
  if (!wanted || !found || !existsSync(projectNode)) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || (found[path] ? found[path].version === version : optional === true),
  );
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function install() {
  // On stderr, because some of the commands print what programs read.
  console.error('Installing dependencies (npm ci), half a minute or so the first time');
  const done = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['inherit', 2, 2],
    shell: windows,
  });
  if (done.status !== 0) throw new Error('npm ci failed: see above');
  if (!existsSync(projectNode))
    throw new Error(
      "npm ci did not bring the project's Node: are install scripts switched off (ignore-scripts)?",
    );
}
