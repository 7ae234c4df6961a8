/**
 * Loaded into a program before its own code (node --import …): ends it when the process that started it is gone, however
 * that ended. A process that is killed with SIGKILL cannot end its own children, and npm passes no SIGTERM on.
 */
import { readFileSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { isMainThread } from 'node:worker_threads';

const parent = process.ppid;
const npm = npmBehindShell();

/** npm runs a script in a shell, and some shells stay between the two: then npm's end changes nothing here. */
function npmBehindShell() {
  if (process.env.npm_lifecycle_event === undefined) return undefined;
  const [, name, above] = stat(parent);
  return name === 'sh' ? above : undefined;
}

function stat(pid) {
  try {
    return /\((.*)\) \S+ (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
  } catch {
    return []; // not Linux, or gone
  }
}

function alive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The temporary folder of a run (scratchFolder in paths.ts) outlives its owner only where that was killed, too. */
function removeScratch() {
  const path = process.env.SLIPWAY_SCRATCH ?? '';
  const owner = Number(/^slipway-run-(\d+)-/.exec(basename(path))?.[1]);
  if (owner > 0 && !alive(owner)) rmSync(path, { recursive: true, force: true, maxRetries: 5 });
}

function leave() {
  process.once('exit', removeScratch);
  // Without a handler it would end with no exit event.
  if (process.listenerCount('SIGTERM') === 0) process.once('SIGTERM', () => process.exit(1));
  try {
    process.kill(-process.pid, 'SIGTERM'); // with everybody in its process group, if it leads one
  } catch {
    process.kill(process.pid, 'SIGTERM');
  }
}

if (isMainThread) {
  const timer = setInterval(() => {
    // On Windows an orphan keeps the number of its parent.
    const kept = process.ppid === parent && alive(parent);
    if (kept && (npm === undefined || stat(parent)[2] === npm)) return;
    clearInterval(timer);
    leave();
  }, 500);
  timer.unref();
}
