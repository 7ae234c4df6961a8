import { t } from '@vscode/l10n';
import type { HourlyPrice } from '../domain.ts';
import type { PlatformUsage, TimeWindow, UsageCost } from '../insight.ts';
import { activeWithin } from './active-time.ts';
import type { ActiveSample } from './active-time.ts';

export interface UsageInput {
  window: TimeWindow;
  readAt: number;
  samples: readonly ActiveSample[];
  /** The running total as read now; absent when Predibase does not tell it. */
  total: number | undefined;
  price: HourlyPrice | undefined;
  shared: boolean;
}

export function toUsage({ window, readAt, samples, total, price, shared }: UsageInput): PlatformUsage {
  const active = activeWithin(samples, window);
  const cost = shared ? undefined : costOf(active, price, samples);
  return {
    window,
    readAt,
    ...(cost ? { cost } : {}),
    other: [
      ...(total === undefined ? [] : [{ label: t('Active time so far'), value: duration(total) }]),
      ...(active === undefined
        ? []
        : [{ label: t('Active time seen in the window'), value: duration(active) }]),
    ],
    series: samples.length < 2 ? [] : [{ name: t('Active time (s)'), points: pointsOf(samples, window) }],
    absent: [
      t('Predibase reports no requests, tokens or latencies of a deployment through its API.'),
      shared
        ? t(
            'A shared deployment is not billed by the hour, and Predibase reports no token counts to bill by.',
          )
        : t('Predibase reports no cost and no prices through its API.'),
      ...(total === undefined
        ? [t('Predibase does not tell how long this deployment has been active.')]
        : []),
      ...(total !== undefined && active === undefined
        ? [t('How much of its active time lies in this window is known from the second reading on.')]
        : []),
      ...(active !== undefined && !price && !shared
        ? [t('The price of its accelerator is not known, so its active time is not turned into a cost.')]
        : []),
    ],
  };
}

/** Seconds are taken as those of one replica: whether the total counts replicas is not documented. */
function costOf(
  active: number | undefined,
  price: HourlyPrice | undefined,
  samples: readonly ActiveSample[],
): UsageCost | undefined {
  if (active === undefined || !price) return undefined;
  const first = samples[0];
  return {
    estimate: Math.round((active * price.perReplicaHour) / 3600),
    source: price.source,
    explained: [
      t`An estimate at the low end: the ${duration(active)} of active time that Predibase counted, taken as one replica, times the price that you set.`,
      t('Whether Predibase counts each replica, and whether it bills the start, is not documented.'),
      ...(first === undefined ? [] : [t`Seen from here since ${new Date(first.at).toISOString()}.`]),
    ],
  };
}

function pointsOf(samples: readonly ActiveSample[], { from, to }: TimeWindow) {
  return samples.filter(({ at }) => at >= from && at < to).map(({ at, seconds }) => ({ at, value: seconds }));
}

export function duration(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (seconds < 60) return `${Math.round(seconds)} s`;
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
