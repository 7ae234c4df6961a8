import { invalid } from '../errors.ts';
import { stamp } from '../grpc/wire.ts';
import type { Input } from '../types.ts';
import type { World } from '../world.ts';
import { began } from './counts.ts';
import { type Asked, metricsDays, statsDays, windowOf } from './window.ts';

export interface FetchRequest {
  readonly functionId: string;
  readonly tail: { readonly count: number } | null;
  readonly range: (Asked & { readonly limit: number }) | null;
}

const tailLimit = 1000;
const rangeLimit = 20_000;

/** By the time they came in. */
export function countRequests(
  world: World,
  request: Asked & { functionId: string; bucketSecs: number },
): object[] {
  if (request.bucketSecs <= 0) throw invalid('`bucket_secs` must be positive');
  const size = request.bucketSecs * 1000;
  const inputs = began(world.function(request.functionId), windowOf(world, request, metricsDays));
  const byStart = Map.groupBy(inputs, ({ enqueuedAt }) => Math.floor(enqueuedAt / size) * size);
  return [...byStart]
    .toSorted(([a], [b]) => a - b)
    .map(([start, within]) => ({ bucketStartAt: stamp(start), count: within.length }));
}

/** The newest of the last days first, or a range with the oldest first. */
export function fetchTail(world: World, { functionId, tail, range }: FetchRequest): Input[] {
  const { inputs } = world.function(functionId);
  if (tail) {
    if (tail.count < 1 || tail.count > tailLimit) throw invalid(`count must be between 1 and ${tailLimit}`);
    const since = world.clock.now() - statsDays * 24 * 3_600_000;
    return inputs
      .filter(({ enqueuedAt }) => enqueuedAt >= since)
      .toReversed()
      .slice(0, tail.count);
  }
  if (!range) throw invalid('One of tail and range is required');
  if (range.limit < 1 || range.limit > rangeLimit) throw invalid(`limit must be between 1 and ${rangeLimit}`);
  return began(world.function(functionId), windowOf(world, range, metricsDays)).slice(0, range.limit);
}

/** How long it waited for its container to start; nothing when one was there. */
export function startupSeconds({ container, enqueuedAt, startedAt }: Input): number | undefined {
  if (!container || startedAt === 0 || container.startedAt <= enqueuedAt) return undefined;
  return (container.startedAt - Math.max(enqueuedAt, container.enqueuedAt)) / 1000;
}
