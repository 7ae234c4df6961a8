import { pathPart } from '../address.ts';
import type { LogEntry } from '../insight.ts';
import type { LegacyPaths } from './legacy.ts';
import { events } from './wire.ts';
import type { WireEvents } from './wire.ts';

/** The only path that tells what happened and for how long something ran; `null` where there is nothing. */
export async function readEvents(
  legacy: LegacyPaths,
  name: string,
  signal?: AbortSignal,
): Promise<WireEvents | undefined> {
  const path = `/llms/${pathPart(name)}/events`;
  return (await legacy.get(events, path, { detailed: false }, signal)) ?? undefined;
}

const failures = ['failed', 'error', 'errored'];

/** Newest first. Only `Ready` and `Failed` are known words; the others are shown as they are. */
export function toLogEntries(
  wire: WireEvents | undefined,
  query: { since?: number; limit?: number },
): LogEntry[] {
  const entries = new Map<string, LogEntry>();
  for (const { eventType, timestamp } of wire?.ComputeEvents ?? []) {
    const at = Date.parse(timestamp ?? '');
    // The list repeats events (SDK: predibase/resource/llm/util.py takes the doubles out, too).
    const id = `${timestamp ?? ''} ${eventType}`;
    if (Number.isNaN(at)) continue;
    const failed = failures.includes(eventType.trim().toLowerCase());
    entries.set(id, { id, at, level: failed ? 'error' : 'info', type: eventType, message: eventType });
  }
  return [...entries.values()]
    .filter(({ at }) => at >= (query.since ?? Number.NEGATIVE_INFINITY))
    .sort((one, other) => other.at - one.at)
    .slice(0, Math.max(1, query.limit ?? 500));
}
