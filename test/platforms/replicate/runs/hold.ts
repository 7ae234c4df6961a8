import type { Prediction } from '../types.ts';
import type { World } from '../world.ts';

/**
 * Keeps a request open until `done` or until `limitMs` went by; true when it was done. On a manual clock time
 * passes for the one who waits, from one event to the next, unless the modes say that it stands.
 */
export async function holdUntil(
  world: World,
  prediction: Prediction,
  done: () => boolean,
  limitMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  if (done()) return true;
  const { clock } = world;
  if (!clock.live && world.modes.heldTime === 'passes') {
    const limit = clock.now() + limitMs;
    while (!done()) {
      const next = clock.next();
      clock.advance(Math.min(next ?? limit, limit) - clock.now());
      if (clock.now() >= limit) return done();
    }
    return true;
  }
  await new Promise<void>((resolve) => {
    const stop = (): void => {
      unwatch();
      cancelTimer();
      signal.removeEventListener('abort', stop);
      resolve();
    };
    const unwatch = world.watch(prediction, () => {
      if (done()) stop();
    });
    const cancelTimer = world.human(limitMs, stop);
    signal.addEventListener('abort', stop);
  });
  return done();
}
