import type { RpcTable } from '../grpc/table.ts';
import { stamp } from '../grpc/wire.ts';
import {
  containerCounts,
  containerDistributions,
  countOf,
  finished,
  inputDistributions,
  present,
  runningAtEnd,
} from '../stats/counts.ts';
import { chosen, groupsOf, seriesOf } from '../stats/series.ts';
import { type Asked, bucketsOf, metricsDays, statsDays, windowOf } from '../stats/window.ts';
import { InputStatus } from '../words.ts';
import type { World } from '../world.ts';
import { countRequests, fetchTail, type FetchRequest, startupSeconds } from '../stats/requests.ts';

interface OfFunction extends Asked {
  readonly functionId: string;
}

export interface MetricsRequest extends OfFunction {
  readonly bucketSecs?: number;
  readonly groups: readonly string[];
}

const serverTarget = 2;

export function statisticsRpcs(table: RpcTable, world: World): void {
  table
    .on('FunctionGetTimeRangeStats', (request: OfFunction & { containerId?: string }) => {
      const served = world.function(request.functionId);
      const window = windowOf(world, request, statsDays);
      const inputs = finished(served, window, request.containerId);
      return {
        since: stamp(window.since),
        until: stamp(window.until),
        inputSuccessCount: countOf(inputs, InputStatus.success),
        inputFailureCount: countOf(inputs, InputStatus.failure),
        inputTimeoutCount: countOf(inputs, InputStatus.timeout),
        inputRunningAtEndCount: runningAtEnd(served, window),
        inputPercentileStats: inputDistributions(inputs),
        containerPercentileStats: containerDistributions(present(served, window)),
        variantCount: 1,
        ...containerCounts(served, window),
      };
    })
    .on('FunctionGetMetrics', (request: MetricsRequest) => metrics(world, request, 'function'))
    .on(
      'MetricsGetInfo',
      (request: Asked & { targetType: number; bucketSecs?: number; groups: readonly string[] }) => {
        const groups = request.targetType === serverTarget ? groupsOf.server : groupsOf.function;
        const buckets = bucketsOf(windowOf(world, request, metricsDays), request.bucketSecs);
        return {
          groups: chosen(groups, request.groups).map(({ name, displayName, description, series }) => ({
            name,
            displayName,
            description,
            metrics: series.map((one) => ({ name: one.name, unit: one.unit, description: one.description })),
          })),
          bucketSecs: buckets.sizeMs / 1000,
          bucketCount: buckets.starts.length,
        };
      },
    )
    .on('FunctionCallCount', (request: OfFunction & { bucketSecs: number }) => ({
      buckets: countRequests(world, request),
    }))
    .on('FunctionCallFetch', (request: FetchRequest) => ({
      functionCallInputs: fetchTail(world, request).map((input) => ({
        enqueuedAt: stamp(input.enqueuedAt),
        ...(input.startedAt > 0 ? { startedAt: stamp(input.startedAt) } : {}),
        ...(input.container ? { containerId: input.container.id } : {}),
        ...(startupSeconds(input) === undefined ? {} : { startupTimeSeconds: startupSeconds(input) }),
        ...(input.finishedAt > 0 ? { executionTimeSeconds: input.executionMs / 1000 } : {}),
        status: input.status,
        functionCallId: input.callId,
      })),
    }));
}

export function metrics(world: World, request: MetricsRequest, kind: keyof typeof groupsOf): object {
  const served = world.function(request.functionId);
  const buckets = bucketsOf(windowOf(world, request, metricsDays), request.bucketSecs);
  return {
    since: stamp(buckets.since),
    until: stamp(buckets.until),
    bucketSecs: buckets.sizeMs / 1000,
    series: seriesOf(served, chosen(groupsOf[kind], request.groups), buckets),
  };
}
