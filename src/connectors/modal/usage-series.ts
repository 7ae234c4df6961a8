import { t } from '@vscode/l10n';
import type { PlatformUsage, TimeWindow } from '../insight.ts';
import { isCancelled, PlatformError } from '../errors.ts';
import type { ModalApi } from './api.ts';
import type { ServedPart } from './served.ts';

/** The longest time that one answer covers, and the shortest bucket. */
const longest = 31 * 24 * 3_600_000;
const shortest = 60_000;

export interface SeriesReading {
  series: PlatformUsage['series'];
  absent: string[];
}

/** What a part did over time, in buckets of the server's choice: about a hundred. */
export async function readSeries(
  api: ModalApi,
  part: ServedPart,
  { from, to }: TimeWindow,
  signal?: AbortSignal,
): Promise<SeriesReading> {
  if (to - from < shortest) return { series: [], absent: [] };
  const since = Math.max(from, to - longest);
  const request = { functionId: part.id, since: new Date(since), until: new Date(to) };
  try {
    const reply =
      part.kind === 'server'
        ? await api.optional('serverGetMetrics', request, { signal })
        : await api.optional('functionGetMetrics', { ...request, rollup: true }, { signal });
    return {
      series: (reply?.series ?? []).flatMap(({ name, unit, points }) => {
        // A point without a value was not measured.
        const known = points.flatMap(({ timestamp, value }) =>
          timestamp && value !== undefined && Number.isFinite(timestamp.getTime() + value)
            ? [{ at: timestamp.getTime(), value }]
            : [],
        );
        return known.length === 0 ? [] : [{ name: unit === '' ? name : `${name} (${unit})`, points: known }];
      }),
      absent: [
        ...(reply ? [] : [t('Modal’s server has no course over time here.')]),
        ...(since > from
          ? [t('Modal gives the course over time for the last 31 days of a window only.')]
          : []),
      ],
    };
  } catch (error) {
    if (isCancelled(error)) throw error;
    const { message } = PlatformError.from(error, 'modal');
    return { series: [], absent: [t`The course over time could not be read: ${message}`] };
  }
}
