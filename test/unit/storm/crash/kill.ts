import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Job, Word } from './job.ts';

const program = fileURLToPath(new URL('window.ts', import.meta.url));

export interface Killed {
  /** The last thing that it said. */
  reached: Word | undefined;
  /** From "begun" to "done", ms; undefined where it was killed before. */
  took: number | undefined;
}

/** Starts a window on a job and kills it so long after it began; undefined: after it is done. */
export async function killWithin(job: Job, afterMs: number | undefined): Promise<Killed> {
  const child = spawn(process.execPath, ['--no-warnings', program, JSON.stringify(job)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let reached: Word | undefined;
  let [begun, done] = [0, 0];
  const over = new AbortController();
  const killed = new Promise<void>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      reached = line as Word;
      if (line === 'begun') {
        begun = performance.now();
        if (afterMs !== undefined)
          void wait(afterMs, undefined, { signal: over.signal }).then(resolve, resolve);
      }
      if (line === 'done') {
        done = performance.now();
        if (afterMs === undefined) resolve();
      }
    });
  });
  await Promise.race([killed, ended]);
  over.abort();
  child.kill('SIGKILL');
  await ended;
  return { reached, took: done === 0 ? undefined : done - begun };
}
