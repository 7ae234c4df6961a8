import { t } from '@vscode/l10n';
import { fork, type ChildProcess } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { PlatformError } from '../../connectors/errors.ts';
import type { LocalPlatforms } from '../credentials/localPlatforms.ts';

/** A slow machine with a cold disk. */
const startMs = 30_000;
/** It has nothing to do but to close its ports and to remove its folder. */
const endMs = 5000;
const saidMost = 2000;

export interface Simulators {
  readonly pid: number | undefined;
  readonly platforms: LocalPlatforms;
  /** Where the stand-in for Python deploys to. */
  readonly modalControl: string;
  /** Resolves when the process is gone, for whatever reason. */
  readonly ended: Promise<void>;
  readonly end: () => Promise<void>;
}

/** Reads what simulators say of themselves; throws when it could lead off this machine. */
export type Parse = (text: string) => LocalPlatforms;

/** The environment of a process that is to be Node, whatever program the extension host is. */
export const asNode = { ELECTRON_RUN_AS_NODE: '1' };

/** Starts the simulators in a process of their own. It ends with this one: their channel closes. */
export async function startSimulators(script: string, folder: string, parse: Parse): Promise<Simulators> {
  const child = fork(script, ['play', folder], {
    // Not the debugger's port of the extension host.
    execArgv: [],
    env: { ...process.env, ...asNode },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-saidMost)));
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const end = async (): Promise<void> => {
    if (child.connected) child.disconnect();
    const late = setTimeout(() => child.kill('SIGKILL'), endMs);
    await ended;
    clearTimeout(late);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    return { pid: child.pid, ...read(await firstMessage(child, ended), parse), ended, end };
  } catch (error) {
    await end();
    throw notStarted(error, complaint);
  }
}

function firstMessage(child: ChildProcess, ended: Promise<void>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('They did not start in time.')), startMs);
    child.once('message', resolve);
    child.once('error', reject);
    void ended.then(() => {
      clearTimeout(late);
      reject(new Error('They ended at once.'));
    });
    child.once('message', () => clearTimeout(late));
  });
}

function read(message: unknown, parse: Parse): { platforms: LocalPlatforms; modalControl: string } {
  if (typeof message !== 'object' || message === null || !('platforms' in message))
    throw new Error('They said nothing that could be used.');
  const modalControl = 'modalControl' in message ? message.modalControl : undefined;
  if (typeof modalControl !== 'string') throw new Error('They said nothing that could be used.');
  return { platforms: parse(JSON.stringify(message.platforms)), modalControl };
}

const notStarted = (error: unknown, complaint: string): PlatformError =>
  new PlatformError(
    {
      code: 'unavailable',
      message: t('The Sandbox could not be opened: its simulators did not start.'),
      hint: t('Nothing else is changed. Try again; the log says more.'),
      platformMessage: [String(error), complaint].filter(Boolean).join(' '),
    },
    error,
  );
