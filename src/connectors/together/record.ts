import { pages } from '../paging.ts';
import type { TogetherApi } from './api.ts';
import { event as eventSchema } from './wire.ts';
import { wordOf } from './words.ts';
import type { Word } from './words.ts';

/** The documents disagree on the limit (500 or 10000); the lower one is safe. */
const pageLimit = 500;
const mostPages = 20;

/** What the platform's events say about the replicas of one deployment. */
export interface EventRecord {
  /** Oldest first. */
  words: Word[];
  /** When the oldest event of any kind was that was read. */
  reaches?: number;
  /** There is more than was read. */
  cut: boolean;
  /** An event that matters has no time, so it has no place among the others. */
  undated: boolean;
}

/**
 * From now back to where the window begins and the replicas of that time are told. Not by type: the types are an
 * open set, and how a filter answers to one that it does not know is not documented.
 */
export async function readRecord(
  api: TogetherApi,
  endpointPath: string,
  deploymentId: string,
  from: number,
  signal?: AbortSignal,
): Promise<EventRecord> {
  const query = {
    limit: pageLimit,
    deploymentIds: deploymentId,
    sourceKinds: 'SOURCE_KIND_DEPLOYMENT',
  };
  const record: EventRecord = { words: [], cut: false, undated: false };
  const seen = new Set<string>();
  const read = (cursor?: string) => api.page(eventSchema, `${endpointPath}/events`, query, cursor, signal);
  let count = 0;
  for await (const page of pages(read)) {
    for (const event of page) {
      if (event.deploymentId !== deploymentId || seen.has(event.id)) continue;
      seen.add(event.id);
      const at = event.createdAt;
      const word = wordOf(event, at ?? 0);
      if (at === undefined) {
        record.undated ||= word !== undefined;
        continue;
      }
      record.reaches = Math.min(at, record.reaches ?? at);
      if (word) record.words.push(word);
    }
    if (record.words.some((word) => isBeginning(word, from))) break;
    record.cut = ++count === mostPages;
    if (record.cut) break;
  }
  // Newest first as they come, also among those of one moment.
  record.words = record.words.reverse().sort((a, b) => a.at - b.at);
  return record;
}

/** Nothing before it is needed to know the replicas in the window. */
function isBeginning({ kind, at }: Word, from: number): boolean {
  return kind === 'created' || (kind === 'settled' && at <= from);
}
