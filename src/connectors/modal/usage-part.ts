import { t } from '@vscode/l10n';
import type { PlatformUsage, TimeWindow } from '../insight.ts';
import type { ModalApi } from './api.ts';
import type { ServedPart } from './served.ts';
import { shownDistribution, shownScalar, spreadOf } from './statistics.ts';
import type { Distribution, Other } from './statistics.ts';

const day = 24 * 3_600_000;
/** The longest time that one answer covers. */
const longest = 7 * day;
const statsTimeout = 10_000;

/** What one function or server did in a window; an absent field is not told. */
export interface PartUsage {
  part: ServedPart;
  requests?: { total: number; succeeded: number; failed: number };
  failures: Map<string, number>;
  latency?: PlatformUsage['latency'] | undefined;
  firstToken?: PlatformUsage['firstToken'] | undefined;
  other: Other;
  absent: string[];
}

/** Figures of one stretch of at most seven days. */
interface Stretch {
  total: number;
  succeeded: number;
  failures: [string, number][];
  latency: Distribution | undefined;
  firstToken?: Distribution | undefined;
  distributions: [string, Distribution][];
  scalars: [string, number][];
  started: number;
  errors: number;
}

export async function readPart(
  api: ModalApi,
  part: ServedPart,
  window: TimeWindow,
  signal?: AbortSignal,
): Promise<PartUsage> {
  const stretches: Stretch[] = [];
  for (const { from, to } of split(window)) {
    const request = { functionId: part.id, since: new Date(from), until: new Date(to) };
    const stretch =
      part.kind === 'server'
        ? await serverStretch(api, request, signal)
        : await functionStretch(api, request, signal);
    if (!stretch) return current(api, part, signal);
    stretches.push(stretch);
  }
  return together(part, stretches);
}

function split({ from, to }: TimeWindow): TimeWindow[] {
  const windows: TimeWindow[] = [];
  for (let at = from; at < to; at += longest) windows.push({ from: at, to: Math.min(at + longest, to) });
  return windows;
}

interface Asked {
  functionId: string;
  since: Date;
  until: Date;
}

async function functionStretch(
  api: ModalApi,
  asked: Asked,
  signal?: AbortSignal,
): Promise<Stretch | undefined> {
  const stats = await api.optional('functionGetTimeRangeStats', { ...asked, rollup: true }, { signal });
  if (!stats) return undefined;
  const { inputSuccessCount: succeeded, inputFailureCount: failed, inputTimeoutCount: late } = stats;
  const { end_to_end_latency: whole, execution_time: execution, ...inputs } = stats.inputPercentileStats;
  const second: [string, Distribution][] = whole && execution ? [['execution_time', execution]] : [];
  return {
    total: succeeded + failed + late,
    succeeded,
    failures: [
      [t('Failed'), failed],
      [t('Timed out'), late],
    ],
    latency: whole ?? execution,
    distributions: [...second, ...Object.entries(inputs), ...Object.entries(stats.containerPercentileStats)],
    scalars: [],
    started: stats.containerStartedCount,
    errors: stats.containerErrorCount,
  };
}

async function serverStretch(
  api: ModalApi,
  asked: Asked,
  signal?: AbortSignal,
): Promise<Stretch | undefined> {
  const stats = await api.optional('serverGetTimeRangeStats', asked, { signal });
  if (!stats) return undefined;
  const { request_latency: latency, ...requests } = stats.requestPercentileStats;
  const { time_to_first_token: firstToken, ...inference } = stats.inference?.percentileStats ?? {};
  const codes = stats.requestCountByStatusCode.map(({ statusCode, count }) => ({ statusCode, count }));
  const succeeded = codes.filter(({ statusCode }) => statusCode < 400);
  return {
    total: stats.requestCount,
    succeeded: succeeded.reduce((sum, { count }) => sum + count, 0),
    failures: codes
      .filter(({ statusCode }) => statusCode >= 400)
      .map(({ statusCode, count }) => [`HTTP ${statusCode}`, count]),
    latency,
    firstToken,
    distributions: [
      ...Object.entries(requests),
      ...Object.entries(inference),
      ...Object.entries(stats.containerPercentileStats),
    ],
    scalars: [
      ['requests_per_second', stats.requestRatePerSecond],
      ...Object.entries(stats.inference?.scalarStats ?? {}),
    ],
    started: stats.containerStartedCount,
    errors: stats.containerErrorCount,
  };
}

/** Counts add up; percentiles and rates of several stretches do not. */
function together(part: ServedPart, stretches: readonly Stretch[]): PartUsage {
  // A count below nothing, which the protocol could carry, counts nothing.
  const sum = (of: (stretch: Stretch) => number): number =>
    stretches.reduce((total, stretch) => total + Math.max(0, of(stretch)), 0);
  const total = sum((stretch) => stretch.total);
  const succeeded = sum((stretch) => stretch.succeeded);
  const failures = new Map<string, number>();
  for (const [label, count] of stretches.flatMap((stretch) => stretch.failures))
    if (count > 0) failures.set(label, (failures.get(label) ?? 0) + count);
  const failed = [...failures.values()].reduce((all, count) => all + count, 0);
  const [only] = stretches.length === 1 ? stretches : [];
  const latency = spreadOf(only?.latency);
  const firstToken = spreadOf(only?.firstToken);
  return {
    part,
    requests: { total, succeeded, failed },
    failures,
    ...(latency ? { latency } : {}),
    ...(firstToken ? { firstToken } : {}),
    other: [
      { label: t('Containers started'), value: String(sum(({ started }) => started)) },
      { label: t('Containers that failed'), value: String(sum(({ errors }) => errors)) },
      ...(only ? details(only, { latency, firstToken }) : []),
    ],
    absent: only ? [] : [t('Modal gives latencies and rates for windows of up to seven days only.')],
  };
}

function details(
  { distributions, scalars, ...stretch }: Stretch,
  known: { latency: unknown; firstToken: unknown },
): Other {
  const odd: [string, Distribution][] = [
    ...(stretch.latency && !known.latency ? [['latency', stretch.latency] as [string, Distribution]] : []),
    ...(stretch.firstToken && !known.firstToken
      ? [['time_to_first_token', stretch.firstToken] as [string, Distribution]]
      : []),
  ];
  return [
    ...scalars.map(([name, value]) => shownScalar(name, value)),
    ...[...odd, ...distributions].flatMap(([name, distribution]) => shownDistribution(name, distribution)),
  ];
}

/** On a server without statistics of a time: what is so now. */
async function current(api: ModalApi, part: ServedPart, signal?: AbortSignal): Promise<PartUsage> {
  const options = { signal, timeoutMs: statsTimeout };
  const now = await api.call('functionGetCurrentStats', { functionId: part.id }, options);
  return {
    part,
    failures: new Map(),
    other: [
      { label: t('Requests running now'), value: String(now.numRunningInputs) },
      { label: t('Requests waiting now'), value: String(now.backlog) },
      { label: t('Containers now'), value: String(now.numTotalTasks) },
    ],
    absent: [t('Modal’s server has no counts and latencies of a window here.')],
  };
}
