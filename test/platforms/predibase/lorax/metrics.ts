/** What `GET /metrics` knows. A series appears with its first event and everything is lost at a restart. */
export interface Series {
  readonly name: string;
  readonly labels: string;
  value: number;
  readonly observed: number[];
}

type Kind = 'counter' | 'gauge' | 'histogram' | 'summary';

export interface Family {
  readonly name: string;
  readonly kind: Kind;
  readonly series: Map<string, Series>;
}

/** Those that no bucket list was configured for. */
const summaries = new Set([
  'lorax_request_skipped_tokens',
  'lorax_request_input_count',
  'lorax_request_classify_output_count',
]);

export class Metrics {
  readonly families = new Map<string, Family>();

  count(name: string, labels: Record<string, string> = {}, by = 1): void {
    this.#series(name, 'counter', labels).value += by;
  }

  gauge(name: string, value: number): void {
    this.#series(name, 'gauge', {}).value = value;
  }

  observe(name: string, value: number, labels: Record<string, string> = {}): void {
    const series = this.#series(name, summaries.has(name) ? 'summary' : 'histogram', labels);
    series.observed.push(value);
    series.value += value;
  }

  value(name: string, labels: Record<string, string> = {}): number | undefined {
    return this.families.get(name)?.series.get(labelText(labels))?.value;
  }

  reset(): void {
    this.families.clear();
  }

  #series(name: string, kind: Kind, labels: Record<string, string>): Series {
    const family = this.families.get(name) ?? { name, kind, series: new Map<string, Series>() };
    this.families.set(name, family);
    const key = labelText(labels);
    const series = family.series.get(key) ?? { name, labels: key, value: 0, observed: [] };
    family.series.set(key, series);
    return series;
  }
}

function labelText(labels: Record<string, string>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}="${value}"`)
    .join(',');
}

export interface Bounds {
  readonly maxInputLength: number;
  readonly maxTotalTokens: number;
}

/** Durations: 35 bounds from 0.00015 s, each half as long again; lengths: 100 equal steps. */
export function bucketsOf(name: string, { maxInputLength, maxTotalTokens }: Bounds): number[] {
  if (name === 'lorax_batch_next_size') return Array.from({ length: 1024 }, (_, at) => at + 1);
  const steps = (top: number): number[] => Array.from({ length: 100 }, (_, at) => (top / 100) * (at + 1));
  if (name === 'lorax_request_input_length') return steps(maxInputLength);
  if (/generated_tokens|max_new_tokens/.test(name)) return steps(maxTotalTokens);
  const bounds: number[] = [];
  for (let bound = 0.00015; bounds.length < 35; bound *= 1.5) bounds.push(bound);
  return bounds;
}
