import { invalid } from '../errors.ts';
import type { RpcTable } from '../grpc/table.ts';
import { msOf, stamp, type Timestamp } from '../grpc/wire.ts';
import type { Entry } from '../logs/book.ts';
import { type Follow, follow } from '../logs/follow.ts';
import { batchOf, type Filters, kept, matches } from '../logs/select.ts';
import { Source } from '../words.ts';
import type { World } from '../world.ts';

const fetchLimit = 20_000;
const rangeLimitMs = 35 * 24 * 3_600_000;
const bucketSizes = [
  2, 4, 6, 12, 20, 30, 60, 120, 180, 240, 300, 360, 600, 720, 900, 1200, 1800, 3600, 7200, 10_800, 14_400,
  28_800, 43_200, 86_400,
];

interface Range extends Filters {
  readonly appId: string;
  readonly since: Timestamp | null;
  readonly until: Timestamp | null;
}

export function logRpcs(table: RpcTable, world: World): void {
  table
    .stream('AppGetLogs', (request: Follow & { appId: string; fileDescriptor: number }, { signal }) =>
      follow(world, world.app(request.appId), { ...request, source: request.fileDescriptor }, signal),
    )
    .on('AppFetchLogs', (request: Range & { limit: number }) => {
      if (request.limit > fetchLimit) throw invalid(`limit must be at most ${fetchLimit}`);
      const found = select(world, request);
      // The newest are what a client wants that asks for the end of a log.
      const chosen = request.limit === 0 ? found : found.slice(-request.limit);
      return { batches: chosen.map(batchOf) };
    })
    .on('AppCountLogs', (request: Range & { bucketSecs: number }) => {
      if (!bucketSizes.includes(request.bucketSecs)) throw invalid('bucket_secs is not an allowed size');
      const sizeMs = request.bucketSecs * 1000;
      return { appId: request.appId, buckets: buckets(select(world, widened(request, sizeMs)), sizeMs) };
    })
    .stream('ImageJoinStreaming', ({ imageId }: { imageId: string }) => buildLog(world, imageId));
}

/** The first and the last bucket reach outside of what was asked. */
function widened<T extends Range>(request: T, sizeMs: number): T {
  const since = msOf(request.since);
  const until = msOf(request.until);
  return {
    ...request,
    since: since === undefined ? null : stamp(Math.floor(since / sizeMs) * sizeMs),
    until: until === undefined ? null : stamp(Math.ceil(until / sizeMs) * sizeMs),
  };
}

/** By time, both bounds open when unset. */
function select(world: World, request: Range): Entry[] {
  const since = msOf(request.since) ?? 0;
  const until = msOf(request.until) ?? world.clock.now() + 1;
  if (request.since && until - since > rangeLimitMs) throw invalid('The time range must be at most 35 days');
  return kept(world, world.app(request.appId).logs).filter(
    (entry) => entry.at >= since && entry.at < until && matches(entry, request),
  );
}

function buckets(entries: readonly Entry[], sizeMs: number): object[] {
  const byStart = Map.groupBy(entries, ({ at }) => Math.floor(at / sizeMs) * sizeMs);
  const count = (of: readonly Entry[], source: number): number =>
    of.filter((entry) => entry.source === source).length;
  return [...byStart]
    .toSorted(([a], [b]) => a - b)
    .map(([start, within]) => ({
      bucketStartAt: stamp(start),
      stdoutLogs: count(within, Source.stdout),
      stderrLogs: count(within, Source.stderr),
      systemLogs: count(within, Source.system),
    }));
}

function* buildLog(world: World, imageId: string): Generator<object> {
  for (const { logs } of world.apps.values()) {
    for (const entry of logs.all()) {
      if (entry.imageId !== imageId) continue;
      yield { taskLogs: [{ data: entry.data, timestamp: entry.at / 1000 }], entryId: entry.id };
    }
  }
  yield { result: { status: 1 }, eof: true };
}
