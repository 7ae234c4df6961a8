import type { ErrorCode } from '../../connectors/errors.ts';
import type { MetricsReport, RequestSample } from './types.ts';

/** Counts of a set of requests: each is exactly one of ok, failed, cancelled. */
export function countRequests(samples: readonly RequestSample[], minutes: number): MetricsReport['requests'] {
  let ok = 0;
  let failed = 0;
  let cancelled = 0;
  for (const { outcome } of samples) {
    if (outcome === 'ok') ok++;
    else if (outcome === 'error') failed++;
    else cancelled++;
  }
  return {
    total: samples.length,
    ok,
    failed,
    cancelled,
    ...successRate(ok, failed),
    perMinute: minutes > 0 ? samples.length / minutes : 0,
  };
}

export const successRate = (ok: number, failed: number): { successRate?: number } =>
  ok + failed === 0 ? {} : { successRate: ok / (ok + failed) };

/** Most frequent first. */
export function countErrors(samples: readonly RequestSample[]): { code: ErrorCode; count: number }[] {
  const counts = new Map<ErrorCode, number>();
  for (const { outcome, errorCode } of samples)
    if (outcome === 'error' && errorCode !== undefined)
      counts.set(errorCode, (counts.get(errorCode) ?? 0) + 1);
  return [...counts]
    .map(([code, count]) => ({ code, count }))
    .sort((a, b) => b.count - a.count || a.code.localeCompare(b.code));
}

export function countTokens(samples: readonly RequestSample[]): MetricsReport['tokens'] {
  let input = 0;
  let output = 0;
  let unknown = 0;
  let estimated = 0;
  let whole = 0;
  let wholeTokens = 0;
  for (const { usage, outcome, tokenSource } of samples) {
    input += usage?.input ?? 0;
    output += usage?.output ?? 0;
    if (usage?.input !== undefined && usage.output !== undefined) {
      whole++;
      wholeTokens += usage.input + usage.output;
    } else if (outcome === 'ok') unknown++;
    if (tokenSource === 'estimated') estimated++;
  }
  return {
    input,
    output,
    total: input + output,
    ...(whole > 0 ? { averagePerRequest: wholeTokens / whole } : {}),
    unknown,
    estimated,
  };
}

/** How fast one answer was generated; the same definition as for many. Absent when it cannot be told. */
export function tokensPerSecond(samples: readonly RequestSample[]): number | undefined {
  let tokens = 0;
  let ms = 0;
  for (const { outcome, usage, firstTokenMs, lastTokenMs, tokenSource } of samples) {
    if (outcome !== 'ok' || tokenSource === 'estimated' || usage?.output === undefined || usage.output < 2)
      continue;
    if (firstTokenMs === undefined || lastTokenMs === undefined || lastTokenMs <= firstTokenMs) continue;
    tokens += usage.output - 1;
    ms += lastTokenMs - firstTokenMs;
  }
  return ms > 0 ? (tokens * 1000) / ms : undefined;
}

export function latencies(samples: readonly RequestSample[]): number[] {
  return samples.flatMap((sample) => (sample.outcome === 'ok' ? [sample.endMs] : []));
}

export function firstTokens(samples: readonly RequestSample[]): number[] {
  return samples.flatMap((sample) =>
    sample.outcome === 'ok' && sample.firstTokenMs !== undefined ? [sample.firstTokenMs] : [],
  );
}
