import type { World } from '../world.ts';
import type { Entry, LogBook } from './book.ts';

/** What a request about logs may narrow; empty members narrow nothing. */
export interface Filters {
  readonly functionId: string;
  readonly taskId: string;
  readonly functionCallId: string;
  readonly source: number;
  readonly searchText: string;
}

const retentionDays = { starter: 1, team: 30 };

export function matches(entry: Entry, filters: Filters): boolean {
  return (
    (filters.functionId === '' || entry.functionId === filters.functionId) &&
    (filters.taskId === '' || entry.taskId === filters.taskId) &&
    (filters.functionCallId === '' || entry.callId === filters.functionCallId) &&
    (filters.source === 0 || entry.source === filters.source) &&
    (filters.searchText === '' || entry.data.includes(filters.searchText))
  );
}

/** What the platform still has of a log. */
export function kept(world: World, book: LogBook): Entry[] {
  const oldest = world.clock.now() - retentionDays[world.modes.plan] * 24 * 3_600_000;
  return book.all().filter(({ at }) => at >= oldest);
}

export function batchOf(entry: Entry): object {
  const ns = BigInt(Math.floor(entry.at)) * 1_000_000n;
  return {
    taskId: entry.taskId,
    entryId: entry.id,
    functionId: entry.functionId,
    imageId: entry.imageId,
    items: [
      {
        data: entry.data,
        taskState: entry.state,
        timestamp: entry.at / 1000,
        timestampNs: ns.toString(),
        fileDescriptor: entry.source,
        functionCallId: entry.callId,
        containerId: entry.taskId,
        ...(entry.progress ? { taskProgress: entry.progress } : {}),
      },
    ],
  };
}
