import { total } from './prometheus.ts';
import type { Scrape } from './prometheus.ts';
import type { Histogram } from './histogram.ts';
import type { Reading } from './scrapes.ts';

/** The counters that usage is told from; buckets only of what percentiles are asked for. */
const plain = [
  'lorax_request_count',
  'lorax_request_success',
  ...['duration', 'queue_duration', 'inference_duration', 'mean_time_per_token_duration'].flatMap((name) => [
    `lorax_request_${name}_sum`,
    `lorax_request_${name}_count`,
  ]),
  'lorax_request_input_length_sum',
  'lorax_request_generated_tokens_sum',
];
const histograms = ['lorax_request_duration', 'lorax_request_queue_duration'];
const gauges = ['lorax_queue_length', 'lorax_batch_current_size'];
export const failureName = 'lorax_request_failure';

/** A scrape as the few numbers that are kept of it. */
export function readingOf(scrape: Scrape, at: number): Reading {
  const counters: Record<string, number> = {};
  for (const name of plain) counters[name] = total(scrape, name);
  for (const { labels, value } of scrape.get(failureName) ?? [])
    add(counters, `${failureName}|${labels['err'] ?? 'unknown'}`, value);
  for (const name of histograms)
    for (const { labels, value } of scrape.get(`${name}_bucket`) ?? [])
      if (labels['le'] !== undefined) add(counters, `${name}|${labels['le']}`, value);
  return { at, counters, gauges: Object.fromEntries(gauges.map((name) => [name, total(scrape, name)])) };
}

export function failuresIn(counters: Record<string, number>): { label: string; count: number }[] {
  return labelled(counters, failureName)
    .filter(([, count]) => count > 0)
    .map(([label, count]) => ({ label, count }))
    .sort((a, b) => b.count - a.count);
}

export function histogramIn(counters: Record<string, number>, name: string): Histogram {
  const buckets = labelled(counters, name)
    .map(([bound, count]) => ({ le: /^\+?Inf$/i.test(bound) ? Infinity : Number(bound), count }))
    .filter(({ le }) => !Number.isNaN(le))
    .sort((a, b) => a.le - b.le);
  return { buckets, sum: counters[`${name}_sum`] ?? 0, count: counters[`${name}_count`] ?? 0 };
}

function labelled(counters: Record<string, number>, name: string): [string, number][] {
  const prefix = `${name}|`;
  return Object.entries(counters).flatMap(([key, value]) =>
    key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
  );
}

function add(counters: Record<string, number>, key: string, value: number): void {
  if (Number.isFinite(value)) counters[key] = (counters[key] ?? 0) + value;
}
