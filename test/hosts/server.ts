import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { startFront, type Front } from './front.ts';
import { installLanguage } from './language.ts';
import { temporaryFolder } from './paths.ts';
import { endsWithUs, run, start } from './processes.ts';
import { serverFiles } from './server-files.ts';
import { quietSettings } from './settings.ts';

export interface ServerOptions {
  /** Holds the server's whole state: settings, extensions, logs, global storage. */
  dataDir: string;
  /** The folder that is opened. */
  workspace: string;
  /** An extension folder to load as a development extension. */
  extension?: string;
  /** A module whose `run()` is called in the extension host, as `extensionTestsPath` is on the desktop. */
  tests?: string;
  /** A port at which the extension host waits for a debugger before it goes on. */
  inspect?: string;
  /** Extensions to install from a VSIX before the start. */
  install?: readonly string[];
  settings?: Record<string, unknown>;
  /** Settings of the machine that the server runs on: those with that scope are not taken from the person's. */
  machineSettings?: Record<string, unknown>;
  env?: NodeJS.ProcessEnv;
  /** What the editor speaks, by a language pack: "de" for one. */
  language?: string;
  port?: number;
  /** When the port is taken, take any. */
  otherPort?: boolean;
  say?: (line: string) => void;
  onLog?: (line: string) => void;
}

export interface VSCodeServer {
  readonly origin: string;
  /** The address that opens the workspace with the extension. */
  readonly url: string;
  readonly pid: number;
  readonly exited: Promise<number>;
  readonly log: readonly string[];
  stop: () => Promise<void>;
}

/** Starts VS Code's server, which serves the workbench to browsers and runs extensions in a real extension host. */
export async function startServer(options: ServerOptions): Promise<VSCodeServer> {
  const { main, node } = await serverFiles(options.say ?? (() => undefined));
  const { dataDir } = options;
  await writeSettings(dataDir, options.settings ?? {}, options.machineSettings ?? {});
  const common = ['--accept-server-license-terms', '--server-data-dir', dataDir, '--telemetry-level', 'off'];
  const { language } = options;
  if (language !== undefined) await installLanguage(dataDir, language);
  const env = cleanEnvironment(dataDir, options.env);
  for (const vsix of options.install ?? [])
    await run(node, [main, ...common, '--install-extension', vsix, '--force'], { env });

  const log: string[] = [];
  // Not a TCP port: the server has no token, and a socket file in a folder of ours is out of other users' reach.
  const socketFolder = await temporaryFolder('socket');
  const socketPath = join(socketFolder.path, 's');
  let ready: () => void = () => undefined;
  const listening = new Promise<void>((resolve) => (ready = resolve));
  const child = start(
    node,
    [
      ...[...endsWithUs, main, ...common, '--socket-path', socketPath],
      ...['--without-connection-token', '--disable-workspace-trust'],
      ...(language === undefined ? [] : ['--locale', language]),
    ],
    {
      env,
      onLine: (line) => {
        log.push(line);
        options.onLog?.(line);
        if (line.includes('Extension host agent listening on')) ready();
      },
    },
  );
  const died = child.exited.then((code) => {
    throw new Error(`VS Code's server ended with code ${code}:\n${log.slice(-30).join('\n')}`);
  });
  died.catch(() => undefined);
  await Promise.race([listening, died]);
  const front = await startFront({
    socketPath,
    key: await secretKey(dataDir),
    home: (at) => address(at, options),
    port: options.port ?? 0,
    otherPort: options.otherPort === true,
  }).catch(async (error: unknown) => {
    await child.stop();
    await socketFolder[Symbol.asyncDispose]();
    throw error;
  });
  return {
    origin: front.origin,
    url: address(front, options),
    pid: child.pid,
    exited: child.exited,
    log,
    stop: async () => {
      await front.stop();
      await child.stop();
      await socketFolder[Symbol.asyncDispose]();
    },
  };
}

function address(
  { origin, authority }: Front,
  { workspace, extension, tests, inspect }: ServerOptions,
): string {
  const remote = (path: string): string => `vscode-remote://${authority}${path}`;
  const payload: [string, string][] = [['skipWelcome', 'true']];
  if (extension !== undefined) payload.push(['extensionDevelopmentPath', remote(extension)]);
  if (tests !== undefined) payload.push(['extensionTestsPath', remote(tests)]);
  if (inspect !== undefined) payload.push(['inspect-brk-extensions', inspect]);
  const query = new URLSearchParams({ folder: workspace, payload: JSON.stringify(payload) });
  return `${origin}/?${query.toString()}`;
}

/** The file that a person's settings are in. The server host reads it when a window opens, and not again. */
export const userSettings = (dataDir: string): string => join(dataDir, 'data/User/settings.json');

async function writeSettings(
  dataDir: string,
  settings: Record<string, unknown>,
  machineSettings: Record<string, unknown>,
): Promise<void> {
  const files = [
    [userSettings(dataDir), { ...quietSettings, ...settings }],
    [join(dataDir, 'data/Machine/settings.json'), machineSettings],
  ] as const;
  for (const [file, values] of files) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(values, null, 2));
  }
}

/** Kept with the data, so that secrets last as long as they do. */
async function secretKey(dataDir: string): Promise<Buffer> {
  const file = join(dataDir, 'secret-key-half');
  await writeFile(file, randomBytes(32), { mode: 0o600, flag: 'wx' }).catch(() => undefined); // there already
  return await readFile(file);
}

/** Variables that a surrounding VS Code terminal or npm sets would confuse a server of our own. */
function cleanEnvironment(dataDir: string, extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$)/.test(name),
  );
  // An empty gallery: nothing to search or update, and no call to a marketplace.
  const ours = { EXTENSIONS_GALLERY: '{}', XDG_CACHE_HOME: join(dataDir, 'cache') };
  return { ...Object.fromEntries(inherited), ...ours, ...extra };
}
