import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from './build.ts';
import { readSource, type SourceFile } from './config.ts';
import type { Console } from './console.ts';
import { type DeployOrder, isLoopback, type Published, type SimulatorControl } from './control.ts';
import { interrupted, PythonError, SourceError, unreachable } from './errors.ts';
import { clientHas, clientVersion, type Switches } from './switches.ts';

export interface Wanted {
  readonly file: string;
  /** Empty: the file's own. */
  readonly name: string;
  readonly environment: string;
  readonly tag: string;
  readonly strategy: string;
}

/** What a process has around it. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly switches: Switches;
  readonly control: SimulatorControl;
  readonly console: Console;
  /** Ctrl+C. */
  readonly signal: AbortSignal;
}

export interface Deployed extends Published {
  /** The functions that are server classes. */
  readonly servers: readonly string[];
}

/** Publishing is the last thing that is written: whatever ends it before leaves the old version live. */
export async function deploy(wanted: Wanted, around: Surroundings): Promise<Deployed> {
  const startedAt = performance.now();
  const source = importSource(wanted.file, around.switches);
  const order = orderOf(wanted, source, around);
  await reachServer(around);
  await around.control.check(order);
  const { appId } = await around.control.create(order);
  const published = await prepare(source, around)
    .then(() => around.control.publish(order))
    .catch(async (error: unknown) => {
      await around.control.abandon(appId);
      throw error;
    });
  tell(published, { wanted, source, around });
  if (around.switches.on('fail-after-publish')) throw unreachable();
  const { console } = around;
  if (wanted.strategy === 'recreate') console.say('🧹 Terminating running containers');
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(3);
  console.say(
    published.noop ? '✓ Deployment skipped: no changes detected! ⏭️' : `✓ App deployed in ${seconds}s! 🎉`,
  );
  console.say(`\nView Deployment: ${published.dashboard}`);
  const servers = source.functions.filter(({ kind }) => kind === 'server').map(({ tag }) => tag);
  return { ...published, servers };
}

function importSource(file: string, switches: Switches): SourceFile {
  const source = readSource(readFile(file));
  if (source.functions.some(({ kind }) => kind === 'server') && !clientHas(switches, [1, 5, 1])) {
    throw new SourceError('AttributeError', "'App' object has no attribute 'server'");
  }
  return source;
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new SourceError('FileNotFoundError', `[Errno 2] No such file or directory: '${resolve(file)}'`);
  }
}

function orderOf(wanted: Wanted, source: SourceFile, { env, switches }: Surroundings): DeployOrder {
  const app = wanted.name || source.app;
  if (app === '') {
    throw new PythonError(
      'InvalidError',
      'You need to either supply an explicit deployment name on the command line or have a name set on the app.',
    );
  }
  const { MODAL_TOKEN_ID: tokenId = '', MODAL_TOKEN_SECRET: tokenSecret = '' } = env;
  if (tokenId === '' || tokenSecret === '') {
    throw new PythonError(
      'AuthError',
      'Token missing. Could not authenticate client. If you have token credentials, see modal.com/docs/reference/modal.config for setup help. If you are a new user, register an account at modal.com, then run `modal token new`.',
    );
  }
  const environment = wanted.environment || (env['MODAL_ENVIRONMENT'] ?? '');
  const { tags, functions } = source;
  const { tag, strategy } = wanted;
  return {
    ...{ tokenId, tokenSecret, environment, app, tags, functions, strategy },
    ...(tag === '' ? {} : { tag }),
    clientVersion: clientVersion(switches),
  };
}

/** The real client tries for 58 seconds; here `connect-seconds=…` says how long. */
async function reachServer({ env, switches, signal }: Surroundings): Promise<void> {
  const address = env['MODAL_SERVER_URL'] ?? '';
  if (address === '' || (await answers(address))) return;
  const seconds = Number(switches.value('connect-seconds') ?? 0);
  await sleep(seconds * 1000, undefined, { signal }).catch(() => {
    throw interrupted();
  });
  throw unreachable();
}

function answers(address: string): Promise<boolean> {
  if (!URL.canParse(address)) return Promise.resolve(false);
  const { hostname, port } = new URL(address);
  if (!isLoopback(hostname)) return Promise.resolve(false);
  return new Promise((found) => {
    const socket = connect(Number(port || 443), hostname.replace(/[[\]]/g, ''));
    const end = (there: boolean): void => {
      socket.destroy();
      found(there);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}

async function prepare({ image }: SourceFile, around: Surroundings): Promise<void> {
  await build(image, around);
  around.console.say('✓ Created objects.');
  if (around.signal.aborted) throw interrupted();
}

/** A key marks what asks for a proxy token; the real client can miss it with a list of GPUs to fall back on. */
function tell(
  published: Published,
  { wanted, source, around }: { wanted: Wanted; source: SourceFile; around: Surroundings },
): void {
  const { console, switches } = around;
  const key = source.proxyAuth && !switches.on('no-key') ? ' 🔑' : '';
  const label = switches.on('label-truncated') ? ' (label truncated)' : '';
  const rows = source.functions.flatMap(({ tag, kind }) => {
    const url = `${published.functions[tag]?.url ?? ''}${label}`;
    if (kind === 'web') return [`🔨 Created web function ${tag} => ${url}${key}`];
    return [`🔨 Created function ${tag}.`, `🔨 Created flash service endpoint for ${tag} => ${url}`];
  });
  console.tree([`🔨 Created mount ${resolve(wanted.file)}`, ...rows]);
}
