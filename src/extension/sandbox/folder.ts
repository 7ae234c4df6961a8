import { mkdtemp, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A new folder for this window's Sandbox. What a machine that lost its power left behind goes first. */
export async function newFolder(storage: string): Promise<string> {
  const all = join(storage, 'sandbox');
  await mkdir(all, { recursive: true, mode: 0o700 });
  for (const name of await readdir(all))
    if (!isRunning(Number.parseInt(name, 10))) await rm(join(all, name), { recursive: true, force: true });
  return mkdtemp(join(all, `${process.pid}-`));
}

/** Each folder is named by the process that uses it: another window may be in its own Sandbox. */
function isRunning(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process is one.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
