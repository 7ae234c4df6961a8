import type { Call } from '../kit/answers.ts';
import { badRequest, notFound } from './errors.ts';
import { endpointOf } from './routes/find.ts';
import { booleanOf, queryOf } from './strict.ts';
import type { Served } from './types.ts';
import { iso } from './views.ts';
import { counts, type World } from './world.ts';

const buckets: Record<string, number> = { '1m': 60_000, '1h': 3_600_000, '1d': 86_400_000 };

/** Empty until there is traffic: a missing group is unknown, never zero. */
export function analytics(world: World, call: Call): unknown {
  const endpoint = endpointOf(world, call);
  const query = queryOf(call, 'startTime', 'endTime', 'includeTimeSeries', 'granularity', 'deploymentId');
  const end = time(query.endTime) ?? world.clock.now();
  const start = time(query.startTime) ?? end - 86_400_000;
  const step = buckets[query.granularity ?? '1d'];
  if (step === undefined || start >= end) throw badRequest('granularity or time range');
  const { deploymentId } = query;
  if (deploymentId !== undefined && world.deployments.get(deploymentId)?.endpointId !== endpoint.id) {
    throw notFound('deployment');
  }
  const range = { startTime: iso(start), endTime: iso(end) };
  const requests = world.served.filter(
    (one) =>
      one.endpointId === endpoint.id &&
      one.at >= start &&
      one.at < end &&
      (deploymentId === undefined || one.deploymentId === deploymentId),
  );
  if (requests.length === 0) return { endpointId: endpoint.id, timeRange: range };

  const seconds = (end - start) / 1000;
  const series = booleanOf(query.includeTimeSeries) ? timeSeries(requests, start, end, step) : undefined;
  const ids = [...new Set(requests.map((one) => one.deploymentId))];
  const each = ids.map((id) => {
    const own = requests.filter((one) => one.deploymentId === id);
    const ready = counts(world.deployments.get(id) ?? { replicas: [] }).ready;
    return {
      id,
      metrics: {
        deploymentId: id,
        endpointId: endpoint.id,
        timeRange: range,
        ...groups(own, seconds, ready),
      },
    };
  });
  return {
    endpointId: endpoint.id,
    timeRange: range,
    metrics: {
      endpointId: endpoint.id,
      timeRange: range,
      ...groups(requests, seconds, 0),
      deploymentMetrics: each.map(({ metrics }) => metrics),
    },
    ...(series ? { timeSeries: series } : {}),
    deploymentAnalytics: each.map(({ id, metrics }) => ({
      deploymentId: id,
      endpointId: endpoint.id,
      timeRange: range,
      metrics,
    })),
  };
}

function groups(requests: readonly Served[], seconds: number, ready: number): Record<string, unknown> {
  const good = requests.filter(({ status }) => status < 400);
  const bad = requests.filter(({ status }) => status >= 400);
  const sum = (of: (one: Served) => number): number => requests.reduce((total, one) => total + of(one), 0);
  const input = sum((one) => one.inputTokens);
  const output = sum((one) => one.outputTokens);
  return {
    requestMetrics: {
      totalRequests: String(requests.length),
      successfulRequests: String(good.length),
      failedRequests: String(bad.length),
      requestsPerSecond: requests.length / seconds,
      requestsByStatusCode: countBy(requests),
    },
    tokenMetrics: {
      totalInputTokens: String(input),
      totalOutputTokens: String(output),
      avgInputTokens: input / requests.length,
      avgOutputTokens: output / requests.length,
    },
    ...(good.length > 0 ? { latencyMetrics: latencies(good) } : {}),
    throughputMetrics: { tokensPerSecond: output / seconds, requestsPerSecond: requests.length / seconds },
    errorMetrics: { errorRate: (bad.length / requests.length) * 100, errorsByType: countBy(bad) },
    ...(ready > 0 ? { resourceUtilization: { gpuUtilization: 37.5, gpuMemoryUtilization: 81.2 } } : {}),
  };
}

function countBy(requests: readonly Served[]): Record<string, string> {
  const byStatus = Object.groupBy(requests, ({ status }) => String(status));
  return Object.fromEntries(
    Object.entries(byStatus).map(([code, list]) => [code, String(list?.length ?? 0)]),
  );
}

function latencies(requests: readonly Served[]): Record<string, number> {
  const at = (values: number[], share: number): number =>
    values.sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
  const three = (key: string, of: (one: Served) => number): Record<string, number> => {
    const values = requests.map(of);
    return {
      [`${key}P50Ms`]: at(values, 0.5),
      [`${key}P90Ms`]: at(values, 0.9),
      [`${key}P99Ms`]: at(values, 0.99),
    };
  };
  return {
    ...three('ttft', ({ ttftMs }) => ttftMs),
    ...three('latency', ({ latencyMs }) => latencyMs),
    ...three('itl', (one) => (one.latencyMs - one.ttftMs) / Math.max(1, one.outputTokens - 1)),
  };
}

function timeSeries(requests: readonly Served[], start: number, end: number, step: number): unknown[] {
  const points: unknown[] = [];
  for (let from = Math.floor(start / step) * step; from < end; from += step) {
    const own = requests.filter(({ at }) => at >= from && at < from + step);
    if (own.length === 0) continue;
    const good = own.filter(({ status }) => status < 400);
    points.push({
      timestamp: iso(from),
      values: {
        total_requests: own.length,
        failed_requests: own.length - good.length,
        output_tokens: own.reduce((sum, one) => sum + one.outputTokens, 0),
        ...(good.length > 0 ? { latency_p50_ms: latencies(good)['latencyP50Ms']! } : {}),
      },
    });
  }
  return points;
}

function time(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw badRequest(`time ${text}`);
  return at;
}
