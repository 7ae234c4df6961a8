import { t } from '@vscode/l10n';
import { PlatformError } from '../../errors.ts';
import type { PlatformUsage, TimeWindow } from '../../insight.ts';
import { errorOf } from './errors.ts';
import { average, quantile } from './histogram.ts';
import type { Histogram } from './histogram.ts';
import { parsePrometheus } from './prometheus.ts';
import { failuresIn, histogramIn, readingOf } from './reading.ts';
import { growth } from './scrapes.ts';
import type { Growth, Reading, Scrapes } from './scrapes.ts';
import type { LoraxTarget } from './target.ts';

/** Reads the server's counters now and tells how much of them belongs to the window. */
export async function readLoraxUsage(
  target: LoraxTarget,
  window: TimeWindow,
  scrapes: Scrapes,
  signal?: AbortSignal,
): Promise<PlatformUsage> {
  const now = await scrape(target, signal);
  scrapes.add(now);
  const inside = scrapes.within(window);
  return toUsage(window, now, growth(inside), inside);
}

async function scrape(target: LoraxTarget, signal?: AbortSignal): Promise<Reading> {
  const { baseUrl, headers, http, clock, kind, redact } = target;
  // With `application/json` the server answers in JSON, where a counter's name is cut off.
  const response = await http.send({
    method: 'GET',
    url: `${baseUrl}/metrics`,
    headers: { ...headers, accept: 'text/plain' },
    signal,
  });
  if (response.status === 404 || response.status === 405) {
    response.cancel();
    throw new PlatformError({
      platform: 'predibase',
      code: 'unsupported',
      message: t('The server gives no metrics at this address.'),
      hint: t('A proxy may hide /metrics: let it through to see them here.'),
      status: response.status,
    });
  }
  if (!response.ok) throw await errorOf(response, { kind, redact }, clock.now());
  const text = await response.text();
  // A server that nobody has asked yet has no series at all; a page of something else counts nothing of LoRAX.
  if (text.trim() !== '' && !/\blorax_/.test(text))
    throw new PlatformError({
      platform: 'predibase',
      code: 'malformed',
      message: t('What answers at /metrics is not the metrics page of LoRAX.'),
      hint: t('Check the address, and whether a proxy or a sign-in page stands in between.'),
    });
  return readingOf(parsePrometheus(text), clock.now());
}

/** `grown` is undefined when there is no earlier reading inside the window: then all since the server's start. */
export function toUsage(
  window: TimeWindow,
  now: Reading,
  grown: Growth | undefined,
  inside: readonly Reading[],
): PlatformUsage {
  const counters = grown?.counters ?? now.counters;
  const of = (name: string) => counters[name] ?? 0;
  const failures = failuresIn(counters);
  const duration = histogramIn(counters, 'lorax_request_duration');
  const latency = percentiles(duration);
  return {
    window: grown ? { from: grown.from, to: grown.to } : window,
    readAt: now.at,
    requests: {
      total: of('lorax_request_count'),
      succeeded: of('lorax_request_success'),
      failed: failures.reduce((sum, { count }) => sum + count, 0),
    },
    tokens: {
      input: of('lorax_request_input_length_sum'),
      output: of('lorax_request_generated_tokens_sum'),
    },
    ...(Object.keys(latency).length === 0 ? {} : { latency }),
    basis: basisOf(grown),
    ...(failures.length === 0 ? {} : { failures }),
    other: othersOf(now, counters),
    series: seriesOf(inside),
    absent: [...absent],
  };
}

const absent = [
  t('LoRAX reports no time to the first token.'),
  t('LoRAX does not tell its adapters apart, and does not say which are loaded or how long they took.'),
  t('LoRAX reports neither memory nor use of the GPU.'),
  t('LoRAX leaves requests that failed out of its durations.'),
];

function basisOf(grown: Growth | undefined): string {
  const stretch = grown
    ? t`From the server's own counters, over the ${spanOf(grown.to - grown.from)} between the readings in this window`
    : t(
        "From the server's own counters since it was started, because there is no earlier reading in this window",
      );
  const lost = grown?.restarted
    ? t(' It was restarted in between; what it counted just before is lost.')
    : '';
  return t`${stretch}.${lost} Percentiles are interpolated within its buckets. Failures are counted by cause and not by request.`;
}

function spanOf(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return `${Math.round(ms / 1000)} s`;
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

type Latency = NonNullable<PlatformUsage['latency']>;

/** Seconds to whole tenths of milliseconds. */
const milliseconds = (seconds: number): number => Math.round(seconds * 10_000) / 10;

function percentiles(histogram: Histogram): Latency {
  const mean = average(histogram);
  const latency: Latency = mean === undefined ? {} : { average: milliseconds(mean) };
  for (const [name, share] of [
    ['p50', 0.5],
    ['p90', 0.9],
    ['p95', 0.95],
    ['p99', 0.99],
  ] as const) {
    const value = quantile(histogram, share);
    if (value !== undefined) latency[name] = milliseconds(value);
  }
  return latency;
}

function othersOf({ gauges }: Reading, counters: Record<string, number>): PlatformUsage['other'] {
  const queue = percentiles(histogramIn(counters, 'lorax_request_queue_duration'));
  const inference = percentiles(histogramIn(counters, 'lorax_request_inference_duration'));
  const perToken = percentiles(histogramIn(counters, 'lorax_request_mean_time_per_token_duration'));
  const time = (label: string, value: number | undefined) =>
    value === undefined ? [] : [{ label, value: `${value} ms` }];
  return [
    { label: t('Queue length now'), value: String(gauges['lorax_queue_length'] ?? 0) },
    { label: t('Batch size now'), value: String(gauges['lorax_batch_current_size'] ?? 0) },
    ...time(t('Time in the queue with loading of adapters, average'), queue.average),
    ...time(t('Time in the queue with loading of adapters, P95'), queue.p95),
    ...time(t('Time on the GPU, average'), inference.average),
    ...time(t('Time per output token, average'), perToken.average),
  ];
}

/** What the kept readings show over time. */
function seriesOf(readings: readonly Reading[]): PlatformUsage['series'] {
  if (readings.length < 2) return [];
  const steps = readings.slice(1).flatMap((after, index) => {
    const step = growth([readings[index] as Reading, after]);
    return step && step.to > step.from ? [step] : [];
  });
  const rate = (name: string, unit: number) =>
    steps.map(({ from, to, counters }) => ({
      at: to,
      value: Number((((counters[name] ?? 0) * unit) / (to - from)).toPrecision(4)),
    }));
  return [
    { name: t('Requests per minute'), points: rate('lorax_request_count', 60_000) },
    { name: t('Output tokens per second'), points: rate('lorax_request_generated_tokens_sum', 1000) },
    {
      name: t('Queue length'),
      points: readings.map(({ at, gauges }) => ({ at, value: gauges['lorax_queue_length'] ?? 0 })),
    },
  ];
}
