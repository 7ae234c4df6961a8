import { isCancelled, PlatformError } from '../errors.ts';
import type { Owed } from '../owed.ts';
import { mapLimited } from '../paging.ts';

/** One reading of the list, and what it may still ask about single deployments. */
export interface Round {
  fresh: boolean;
  signal: AbortSignal | undefined;
  /** Calls. What uses some takes them off. */
  share: number;
}

interface Pace {
  round: Round;
  /** Calls that one of them mostly takes. */
  callsEach: number;
  atOnce: number;
}

/** Reads as many of those that are owed as the round may, and gives back what failed. */
export async function readOwed<T>(
  owed: Owed,
  wanted: ReadonlyMap<string, T>,
  { round, callsEach, atOnce }: Pace,
  read: (item: T) => Promise<unknown>,
): Promise<Map<string, PlatformError>> {
  const failed = new Map<string, PlatformError>();
  const ids = owed.take(Math.max(1, Math.floor(round.share / callsEach)), wanted);
  round.share -= ids.length * callsEach;
  await mapLimited(ids, atOnce, async (id) => {
    try {
      await read(wanted.get(id) as T);
    } catch (error) {
      if (isCancelled(error)) throw error;
      // What is being stopped is not found any more: the next list says so.
      if (!(error instanceof PlatformError) || error.code !== 'not-found')
        failed.set(id, PlatformError.from(error, 'modal'));
    }
    owed.settle(id);
  });
  return failed;
}
