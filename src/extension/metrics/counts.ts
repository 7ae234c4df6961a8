import type { ErrorCode } from '../../connectors/errors.ts';
import type { Totals } from './tally.ts';
import type { MetricsReport } from './types.ts';

/** Counts of a set of requests: each is exactly one of ok, failed, cancelled. */
export function countsOf(totals: Totals, minutes: number): MetricsReport['requests'] {
  const { n, ok, failed, cancelled } = totals;
  return {
    total: n,
    ok,
    failed,
    cancelled,
    ...successRate(totals),
    ...errorRate(totals),
    perMinute: minutes > 0 ? n / minutes : 0,
  };
}

export const successRate = ({ ok, failed }: Totals): { successRate?: number } =>
  ok + failed === 0 ? {} : { successRate: ok / (ok + failed) };

const errorRate = ({ ok, failed }: Totals): { errorRate?: number } =>
  ok + failed === 0 ? {} : { errorRate: failed / (ok + failed) };

/** Most frequent first. */
export function errorsOf({ errors }: Totals): { code: ErrorCode; count: number }[] {
  return [...errors]
    .map(([code, count]) => ({ code, count }))
    .sort((a, b) => b.count - a.count || a.code.localeCompare(b.code));
}

export function tokensOf(totals: Totals): MetricsReport['tokens'] {
  const { input, output, whole, wholeTokens, unknown, estimated } = totals;
  return {
    input,
    output,
    total: input + output,
    ...(whole > 0 ? { averagePerRequest: wholeTokens / whole } : {}),
    unknown,
    estimated,
  };
}

/** How fast answers were generated; of one or of many the same definition. Absent when it cannot be told. */
export const tokensPerSecond = ({ speedTokens, speedMs }: Totals): number | undefined =>
  speedMs > 0 ? (speedTokens * 1000) / speedMs : undefined;
