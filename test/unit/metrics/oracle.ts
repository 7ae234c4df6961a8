import type { TimeWindow } from '../../../src/connectors/connector.ts';
import type { RequestSample } from '../../../src/extension/metrics/types.ts';

/** What docs/metrics.md says about requests, as plain loops over the requests themselves: slow, and obviously right. */
export function truth(all: readonly RequestSample[], window: TimeWindow) {
  const inside = all.filter(({ sentAt }) => sentAt >= window.from && sentAt < window.to);
  const ok = inside.filter(({ outcome }) => outcome === 'ok');
  const failed = inside.filter(({ outcome }) => outcome === 'error');
  const priced = inside.filter(({ cost }) => cost !== undefined);
  const errors = new Map<string, number>();
  for (const { errorCode } of failed)
    if (errorCode !== undefined) errors.set(errorCode, (errors.get(errorCode) ?? 0) + 1);
  const hasBoth = ({ usage }: RequestSample) => usage?.input !== undefined && usage.output !== undefined;
  const both = inside.filter(hasBoth);
  const streamed = ok.filter(
    ({ usage, firstTokenMs, lastTokenMs, tokenSource }) =>
      tokenSource !== 'estimated' &&
      (usage?.output ?? 0) >= 2 &&
      (lastTokenMs ?? 0) > (firstTokenMs ?? Infinity),
  );
  const speedMs = sum(streamed, ({ firstTokenMs, lastTokenMs }) => lastTokenMs! - firstTokenMs!);
  return {
    total: inside.length,
    ok: ok.length,
    failed: failed.length,
    cancelled: inside.length - ok.length - failed.length,
    rates:
      ok.length + failed.length === 0
        ? {}
        : {
            successRate: ok.length / (ok.length + failed.length),
            errorRate: failed.length / (ok.length + failed.length),
          },
    errors,
    input: sum(inside, ({ usage }) => usage?.input ?? 0),
    output: sum(inside, ({ usage }) => usage?.output ?? 0),
    averagePerRequest:
      both.length === 0 ? undefined : sum(both, ({ usage }) => usage!.input! + usage!.output!) / both.length,
    unknown: ok.filter((sample) => !hasBoth(sample)).length,
    estimated: inside.filter(({ tokenSource }) => tokenSource === 'estimated').length,
    tokensPerSecond:
      speedMs === 0 ? undefined : (sum(streamed, ({ usage }) => usage!.output! - 1) * 1000) / speedMs,
    cost: priced.length === 0 ? undefined : sum(priced, ({ cost }) => cost!),
    unpriced: inside.some(({ outcome, cost }) => outcome !== 'error' && cost === undefined),
    latency: spread(ok.map(({ endMs }) => endMs)),
    firstToken: spread(ok.flatMap(({ firstTokenMs }) => (firstTokenMs === undefined ? [] : [firstTokenMs]))),
  };
}

export type Truth = ReturnType<typeof truth>;

function spread(values: readonly number[]) {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = (p: number) => sorted.find((_, i) => (i + 1) * 100 >= p * sorted.length);
  return {
    n: sorted.length,
    average: sorted.length === 0 ? undefined : sum(sorted, (value) => value) / sorted.length,
    p50: rank(50),
    p95: rank(95),
    p99: rank(99),
    min: sorted[0],
    max: sorted.at(-1),
  };
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += of(item);
  return total;
}
