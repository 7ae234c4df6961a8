import { t } from '@vscode/l10n';
import type { PlatformUsage, TimeWindow } from '../connector.ts';
import type { TogetherApi } from './api.ts';
import { analytics } from './wire-v1.ts';
import type { Analytics } from './wire-v1.ts';

const day = 24 * 60 * 60_000;

/** What the platform counted (docs.together.ai: reference, "Get endpoint analytics"). */
export async function readUsage(
  api: TogetherApi,
  endpointPath: string,
  deploymentId: string,
  window: TimeWindow,
  signal?: AbortSignal,
): Promise<PlatformUsage> {
  const length = window.to - window.from;
  const query = {
    startTime: new Date(window.from).toISOString(),
    endTime: new Date(window.to).toISOString(),
    includeTimeSeries: true,
    granularity: length <= 6 * 60 * 60_000 ? '1m' : length <= 14 * day ? '1h' : '1d',
    deploymentId,
  };
  const body = await api.get(analytics, 'v2', `${endpointPath}/analytics`, query, signal);
  return toUsage(body, deploymentId, window, api.clock.now());
}

export function toUsage(
  body: Analytics,
  deploymentId: string,
  window: TimeWindow,
  readAt: number,
): PlatformUsage {
  const own = body.deploymentAnalytics.find((each) => each.deploymentId === deploymentId);
  const inside = body.metrics?.deploymentMetrics.find((each) => each.deploymentId === deploymentId);
  // Only this deployment's figures were asked for; but where others are told apart, the rest is everybody's.
  const mine = own !== undefined || inside !== undefined;
  const apart = body.deploymentAnalytics.length > 0 || (body.metrics?.deploymentMetrics.length ?? 0) > 0;
  const shared = mine || !apart ? body : undefined;
  const metrics = own?.metrics ?? inside ?? shared?.metrics ?? {};
  const { requestMetrics: requests, tokenMetrics: tokens, latencyMetrics: latency } = metrics;
  const of = (prefix: string) => percentilesOf(latency, prefix);
  const first = of('ttft');
  const whole = of('latency');
  return {
    window,
    readAt,
    ...(requests
      ? {
          requests: defined({
            total: requests.totalRequests,
            succeeded: requests.successfulRequests,
            failed: requests.failedRequests,
          }),
        }
      : {}),
    ...(tokens
      ? { tokens: defined({ input: tokens.totalInputTokens, output: tokens.totalOutputTokens }) }
      : {}),
    ...(whole ? { latency: whole } : {}),
    ...(first ? { firstToken: first } : {}),
    other: [
      ...others(metrics.throughputMetrics, ''),
      ...others(metrics.resourceUtilization, ' %'),
      ...(metrics.errorMetrics?.errorRate === undefined
        ? []
        : [{ label: t('Error rate'), value: `${rounded(metrics.errorMetrics.errorRate)} %` }]),
    ],
    series: seriesOf(own && own.timeSeries.length > 0 ? own.timeSeries : (shared?.timeSeries ?? [])),
    absent: [
      t('Together AI reports no average latency and no P95.'),
      t('Together AI has no bill per deployment.'),
    ],
  };
}

/** Of a deployment that is gone: nothing but the reason. */
export function uncounted(window: TimeWindow, readAt: number): PlatformUsage {
  const absent = [t('Together AI counts nothing of a deployment that is gone.')];
  return { window, readAt, other: [], series: [], absent };
}

/** Rates come with all the digits that a division leaves. */
const rounded = (value: number): number => Number(value.toPrecision(4));

type Percentiles = Partial<Record<'p50' | 'p90' | 'p99', number>>;

function percentilesOf(
  latency: Record<string, unknown> | undefined,
  prefix: string,
): Percentiles | undefined {
  const pairs = (['p50', 'p90', 'p99'] as const).flatMap((name) => {
    const value = latency?.[`${prefix}${name.toUpperCase()}Ms`];
    return typeof value === 'number' && Number.isFinite(value) ? [[name, value] as const] : [];
  });
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
}

function others(
  group: Record<string, unknown> | undefined,
  unit: string,
): { label: string; value: string }[] {
  return Object.entries(group ?? {}).flatMap(([label, value]) =>
    typeof value === 'number'
      ? [{ label, value: `${rounded(value)}${label.endsWith('Mbps') ? '' : unit}` }]
      : [],
  );
}

/** The names of the series are undocumented: each is given as it comes. */
function seriesOf(points: Analytics['timeSeries']): PlatformUsage['series'] {
  const series = new Map<string, { at: number; value: number }[]>();
  for (const { timestamp, values } of points) {
    if (timestamp === undefined) continue;
    for (const [name, raw] of Object.entries(values ?? {})) {
      const value = typeof raw === 'string' && raw !== '' ? Number(raw) : raw;
      if (typeof value !== 'number' || !Number.isFinite(value)) continue;
      series.set(name, [...(series.get(name) ?? []), { at: timestamp, value }]);
    }
  }
  return [...series].map(([name, list]) => ({ name, points: list }));
}

function defined<K extends string>(values: Record<K, number | undefined>): Partial<Record<K, number>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<
    Record<K, number>
  >;
}
