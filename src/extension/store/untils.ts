import type { TimeWindow } from '../../connectors/connector.ts';
import type { StatusSample, WatchStretch } from '../metrics/types.ts';

/** When somebody watched each account: ascending, what several windows watched once, and without gaps that hold. */
export function union(stretches: readonly WatchStretch[], holdMs: number): Map<string, TimeWindow[]> {
  const byScope = new Map<string, TimeWindow[]>();
  for (const { scope, since, until } of [...stretches].sort((a, b) => a.since - b.since)) {
    const times = byScope.get(scope) ?? [];
    const last = times.at(-1);
    if (last && since - last.to <= holdMs) last.to = Math.max(last.to, until);
    else times.push({ from: since, to: until });
    byScope.set(scope, times);
  }
  return byScope;
}

/** The samples of one deployment, ascending, each with the time until which it was read again. */
export function withUntil(
  samples: readonly StatusSample[],
  watched: ReadonlyMap<string, readonly TimeWindow[]>,
): StatusSample[] {
  return samples.map((sample, i) => {
    if (sample.scope === undefined || sample.unseen) return sample;
    const stretch = holding(watched.get(sample.scope) ?? [], sample.at);
    if (!stretch) return sample;
    const until = Math.min(stretch.to, samples[i + 1]?.at ?? Infinity);
    return until > sample.at ? { ...sample, until } : sample;
  });
}

/** The last that begins at or before an instant, if it has not ended then. */
function holding(times: readonly TimeWindow[], at: number): TimeWindow | undefined {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as TimeWindow).from <= at) low = middle + 1;
    else high = middle;
  }
  const found = times[low - 1];
  return found && at <= found.to ? found : undefined;
}
