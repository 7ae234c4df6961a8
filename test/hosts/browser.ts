import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { cacheFolder } from './paths.ts';
import { endAllWithUs, run } from './processes.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge'];
const applications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
  String.raw`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`,
];

const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A headless Chromium, installed first where that needs no question asked. */
export async function launchBrowser(say: (line: string) => void): Promise<Browser> {
  const executablePath = await browserPath(say);
  const root = process.getuid?.() === 0;
  // Signals are ours to handle: the browser ends with this process in any case.
  endAllWithUs();
  const signals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
  // A browser writes into the person's home, whatever its profile's folder is.
  const [XDG_CONFIG_HOME, XDG_CACHE_HOME] = ['config', 'cache'].map((name) =>
    join(cacheFolder, 'browser', name),
  );
  const env = { ...process.env, XDG_CONFIG_HOME, XDG_CACHE_HOME };
  const args = [...quiet, ...(root ? ['--no-sandbox'] : [])];
  return chromium.launch({ executablePath, args, env, ...signals });
}

export async function browserPath(say: (line: string) => void): Promise<string> {
  const found = findBrowser();
  if (found !== undefined) return found;
  const command = ['apt-get', 'install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'];
  if (process.getuid?.() !== 0 || onPath('apt-get') === undefined)
    throw new Error(
      'The tests need a Chromium or Chrome, and none was found. Install one (on Debian or Ubuntu: ' +
        `sudo ${command.slice(0, -1).join(' ')}), run "npx playwright-core install chromium", or name one in SLIPWAY_CHROMIUM.`,
    );
  say('No Chromium found: installing the chromium package with apt-get (a minute or so)');
  // Its helpers run as another user, whom a temporary folder of ours keeps out.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', TMPDIR: undefined };
  // One foreign source that cannot be read fails the update; what is known may do all the same.
  const updated = await run('apt-get', ['update'], { env }).catch((error: unknown) => error);
  await run('apt-get', command.slice(1), { env }).catch((error: unknown) => {
    throw updated instanceof Error ? new AggregateError([updated, error], 'apt-get failed') : error;
  });
  const installed = findBrowser();
  if (installed === undefined) throw new Error('apt-get installed chromium, but no chromium is on the PATH');
  return installed;
}

function findBrowser(): string | undefined {
  const named = process.env['SLIPWAY_CHROMIUM'];
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`SLIPWAY_CHROMIUM names ${named}, which does not exist`);
    return named;
  }
  const own = chromium.executablePath();
  const candidates = [...names.map(onPath), ...applications.filter((path) => existsSync(path))];
  return candidates.find((path) => path !== undefined) ?? (existsSync(own) ? own : undefined);
}

export function onPath(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  return folders
    .flatMap((folder) => endings.map((end) => join(folder, name + end)))
    .find((path) => existsSync(path));
}
