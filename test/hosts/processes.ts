import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

export interface StartOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Called with each line of stdout and stderr; without it, both go to ours. */
  onLine?: (line: string) => void;
}

export interface Child {
  readonly pid: number;
  readonly exited: Promise<number>;
  stop: () => Promise<void>;
}

/** What makes a Node program end when the process that started it is gone, even by SIGKILL: see orphans.mjs. */
export const endsWithUs = ['--import', pathToFileURL(join(import.meta.dirname, 'orphans.mjs')).href] as const;

const living = new Set<Child>();
let watching = false;
let waiting: (() => void) | undefined;

/**
 * Starts a program as the leader of its own process group, so that whatever it starts in turn (VS Code's server
 * starts an extension host, a file watcher and a pty host) ends with it, and nothing outlives this process.
 */
export function start(command: string, args: readonly string[], options: StartOptions = {}): Child {
  endAllWithUs();
  const spawned = spawn(command, args, {
    detached: process.platform !== 'win32',
    stdio: ['ignore', options.onLine ? 'pipe' : 'inherit', options.onLine ? 'pipe' : 'inherit'],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: options.env ?? process.env,
  });
  for (const stream of [spawned.stdout, spawned.stderr])
    if (stream && options.onLine) createInterface({ input: stream }).on('line', options.onLine);
  const exited = exitOf(spawned, command);
  exited.catch(() => undefined);
  const child: Child = { pid: spawned.pid ?? 0, exited, stop: () => stop(child) };
  if (child.pid > 0) living.add(child);
  void exited.finally(() => living.delete(child)).catch(() => undefined);
  return child;
}

/** Runs a program to its end; rejects, with what it printed last, when it fails. */
export async function run(
  command: string,
  args: readonly string[],
  options: StartOptions = {},
): Promise<string> {
  const lines: string[] = [];
  const child = start(command, args, {
    ...options,
    onLine: (line) => {
      lines.push(line);
      options.onLine?.(line);
    },
  });
  const code = await child.exited;
  if (code === 0) return lines.join('\n');
  const said = lines.slice(-20).join('\n');
  throw new Error(`${command} ${args.join(' ')} ended with code ${code}\n${said}`);
}

function exitOf(child: ChildProcess, command: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(new Error(`Cannot start ${command}`, { cause })));
    child.once('close', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}

const patience = 3000;

/** Asks the whole group to end, and makes it when some of it has not after a while. */
async function stop(child: Child): Promise<void> {
  signalGroup(child, 'SIGTERM');
  const deadline = Date.now() + patience;
  while (signalGroup(child, 0) && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 25));
  signalGroup(child, 'SIGKILL');
  await child.exited.catch(() => undefined);
}

/** Returns whether there was anybody to hear it. */
function signalGroup(child: Child, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
  } catch {
    return false;
  }
}

/** Whatever ends this process, its children end too, and are given the time to end their own. */
export function endAllWithUs(): void {
  if (watching) return;
  watching = true;
  process.on('exit', () => {
    for (const child of living) signalGroup(child, 'SIGKILL');
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (waiting) waiting();
      else void Promise.all([...living].map(stop)).then(() => process.exit(128 + constants.signals[signal]));
    });
}

/** Settles when this process is told to end, which from now on it does itself. */
export function toldToEnd(): Promise<void> {
  endAllWithUs();
  return new Promise((resolve) => (waiting = resolve));
}
