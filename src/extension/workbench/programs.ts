import { t } from '@vscode/l10n';
import { spawn, type ChildProcess } from 'node:child_process';
import { aborted } from '../../connectors/clock.ts';
import type { Command, Ending } from '../../connectors/connector.ts';
import { PlatformError } from '../../connectors/errors.ts';
import { Lines } from './lines.ts';

const keptLines = 200;
const usualGraceMs = 10_000;
/** A program that has ended may have left others behind that hold its output open. */
const drainMs = 2000;

const onWindows = process.platform === 'win32';

/** Runs programs: no shell, nothing to read from, and none of them outlives the window. */
export class Programs {
  readonly #running = new Set<ChildProcess>();

  /** Rejects with a PlatformError when it does not start. How it ended is no error. */
  async run(command: Command, signal?: AbortSignal): Promise<Ending> {
    if (signal?.aborted) throw PlatformError.from(aborted());
    const { program, args, folder, env, graceMs = usualGraceMs, timeoutMs } = command;
    const child = spawn(program, args, {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      // A group of its own, so that what it started is interrupted with it.
      detached: !onWindows,
    });
    this.#running.add(child);
    const tails = { stdout: tail(child, 'stdout', command), stderr: tail(child, 'stderr', command) };
    const late = { timedOut: false };
    const timers: NodeJS.Timeout[] = [];
    const interrupt = (): void => {
      if (onWindows) {
        end(child, 'SIGKILL');
        return;
      }
      end(child, 'SIGINT');
      timers.push(setTimeout(() => end(child, 'SIGKILL'), graceMs));
    };
    if (timeoutMs !== undefined)
      timers.push(
        setTimeout(() => {
          late.timedOut = true;
          interrupt();
        }, timeoutMs),
      );
    signal?.addEventListener('abort', interrupt, { once: true });
    try {
      const code = await ended(child, program);
      for (const { lines } of Object.values(tails)) lines.end();
      return {
        ...(code === undefined ? {} : { code }),
        ...(late.timedOut ? { timedOut: true } : {}),
        stdout: tails.stdout.kept,
        stderr: tails.stderr.kept,
      };
    } finally {
      signal?.removeEventListener('abort', interrupt);
      for (const timer of timers) clearTimeout(timer);
      this.#running.delete(child);
    }
  }

  /** The window closes: whatever still runs is killed. */
  dispose(): void {
    for (const child of this.#running) end(child, 'SIGKILL');
  }
}

function tail(child: ChildProcess, stream: 'stdout' | 'stderr', command: Command) {
  const kept: string[] = [];
  const lines = new Lines((line) => {
    kept.push(line);
    if (kept.length > keptLines) kept.shift();
    command.onLine?.(line, stream);
  });
  child[stream]?.on('data', (chunk: Buffer) => lines.push(chunk));
  return { kept, lines };
}

/** Resolves with its exit code when it has ended and all that it wrote was read; undefined: by a signal. */
function ended(child: ChildProcess, program: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    let drain: NodeJS.Timeout | undefined;
    child.once('error', (error) => {
      // With a pid it runs, and what failed was a signal to it.
      if (child.pid === undefined) reject(notStarted(program, error));
    });
    child.once('exit', () => {
      drain = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, drainMs);
    });
    child.once('close', (code) => {
      clearTimeout(drain);
      if (child.pid !== undefined) resolve(code ?? undefined);
    });
  });
}

function end(child: ChildProcess, signal: 'SIGINT' | 'SIGKILL'): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    if (onWindows) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has just ended.
  }
}

function notStarted(program: string, error: Error): PlatformError {
  const why = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return new PlatformError(
    {
      code: 'unsupported',
      message: t`${program} could not be started.`,
      hint: t('Check that it is installed and that it may be run.'),
      ...(why === undefined ? {} : { platformCode: why }),
    },
    error,
  );
}
