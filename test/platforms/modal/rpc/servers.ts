import type { RpcTable } from '../grpc/table.ts';
import { stamp } from '../grpc/wire.ts';
import {
  containerCounts,
  containerDistributions,
  finished,
  latencySeconds,
  present,
} from '../stats/counts.ts';
import { distributions } from '../stats/distribution.ts';
import { countRequests, fetchTail, type FetchRequest } from '../stats/requests.ts';
import { spoken } from '../stats/series.ts';
import { type Asked, statsDays, type Window, windowOf } from '../stats/window.ts';
import type { Input } from '../types.ts';
import { vllm } from '../words.ts';
import type { World } from '../world.ts';
import { metrics, type MetricsRequest } from './statistics.ts';

const available = 1;
const noData = 2;

/** What Modal measures of servers and Endpoints, whose engine it reads by itself. */
export function serverRpcs(table: RpcTable, world: World): void {
  table
    .on('ServerGetTimeRangeStats', (request: Asked & { functionId: string; containerId?: string }) => {
      const served = world.function(request.functionId);
      const window = windowOf(world, request, statsDays);
      const inputs = finished(served, window, request.containerId);
      const byStatus = Map.groupBy(inputs, ({ httpStatus }) => httpStatus);
      return {
        since: stamp(window.since),
        until: stamp(window.until),
        requestCount: inputs.length,
        requestCountByStatusCode: [...byStatus].map(([statusCode, { length }]) => ({
          statusCode,
          count: length,
        })),
        requestRatePerSecond: (inputs.length * 1000) / (window.until - window.since),
        requestPercentileStats: distributions({ request_latency: ['seconds', inputs.map(latencySeconds)] }),
        containerPercentileStats: containerDistributions(present(served, window)),
        inference: inferenceOf(inputs, window),
        ...containerCounts(served, window),
      };
    })
    .on('ServerGetMetrics', (request: MetricsRequest) => metrics(world, request, 'server'))
    .on('ServerCountRequests', (request: Asked & { functionId: string; bucketSecs: number }) => ({
      buckets: countRequests(world, request),
    }))
    .on('ServerRequestFetch', (request: FetchRequest) => ({
      requests: fetchTail(world, request).map((input) => ({
        route: input.route,
        timestamp: stamp(input.enqueuedAt),
        containerId: input.container?.id ?? '',
        durationSeconds: latencySeconds(input),
        status: input.httpStatus,
      })),
    }));
}

function inferenceOf(inputs: readonly Input[], { since, until }: Window): object {
  const told = spoken(inputs);
  if (told.length === 0) return { engine: vllm, status: noData };
  const perSecond = (of: (input: Input) => number): number =>
    (told.reduce((sum, input) => sum + of(input), 0) * 1000) / (until - since);
  return {
    engine: vllm,
    status: available,
    percentileStats: distributions({
      time_to_first_token: ['seconds', told.map(({ ttftMs }) => ttftMs / 1000)],
      inter_token_latency: [
        'seconds',
        told.map(({ executionMs, ttftMs, outputTokens }) => (executionMs - ttftMs) / 1000 / outputTokens),
      ],
      end_to_end_latency: ['seconds', told.map(latencySeconds)],
    }),
    scalarStats: {
      input_tokens_per_second: perSecond(({ promptTokens }) => promptTokens),
      cached_input_tokens_per_second: 0,
      output_tokens_per_second: perSecond(({ outputTokens }) => outputTokens),
    },
  };
}
