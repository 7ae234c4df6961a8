import type { TimeWindow } from '../connector.ts';
import type { ReplicateApi } from './api.ts';
import { keyOf } from './ids.ts';
import type { Key } from './ids.ts';
import { prediction } from './wire.ts';
import type { WirePrediction } from './wire.ts';

export interface Scan {
  /** Of the deployment, newest first. */
  runs: WirePrediction[];
  /** Set when the limit of pages came first: only what is newer than this was read. */
  cutOffAt?: number;
  /** False where there are predictions and none names a deployment: then only own ones can be told apart. */
  named: boolean;
}

/**
 * The predictions of a deployment in a window. There is no filter by deployment, so the whole account's are read
 * and most are thrown away; that is why the pages are bounded.
 */
export async function scan(
  api: ReplicateApi,
  key: Key,
  window: TimeWindow,
  own: ReadonlySet<string>,
  mostPages: number,
  signal?: AbortSignal,
): Promise<Scan> {
  const query = {
    created_after: new Date(window.from).toISOString(),
    created_before: new Date(window.to).toISOString(),
  };
  const runs = new Map<string, WirePrediction>();
  const cursors = new Set<string>();
  let named = false;
  let any = false;
  let oldest: number | undefined;
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const read = await api.page(prediction, '/predictions', { query, cursor, signal });
    for (const run of read.items) {
      any = true;
      named ||= run.deployment !== undefined;
      oldest = run.created_at ?? oldest;
      if (own.has(run.id) || run.deployment === key.name || run.deployment === keyOf(key))
        runs.set(run.id, run);
    }
    if (read.cursor === undefined || read.items.length === 0 || cursors.has(read.cursor))
      return { runs: [...runs.values()], named: named || !any };
    cursors.add(read.cursor);
    cursor = read.cursor;
  }
  return { runs: [...runs.values()], named, cutOffAt: oldest ?? window.to };
}
