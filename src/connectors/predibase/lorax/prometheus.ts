export interface MetricSample {
  labels: Record<string, string>;
  value: number;
}

/** Samples by full name, `_bucket`, `_sum` and `_count` included. */
export type Scrape = ReadonlyMap<string, readonly MetricSample[]>;

/** A page of this program has well under two thousand lines. */
const mostLines = 50_000;
const mostLabels = 30;
const longestLine = 10_000;

const line = /^([A-Za-z_:][A-Za-z0-9_:]*)\s*(\{.*\})?\s+(\S+)(?:\s+-?\d+)?$/;
const label = /\s*([A-Za-z_][A-Za-z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(,|$)/y;

/**
 * The text format of Prometheus (prometheus.io/docs/instrumenting/exposition_formats). LoRAX writes no HELP
 * lines, and a series only after its first event. What cannot be read is skipped.
 */
export function parsePrometheus(text: string): Scrape {
  const scrape = new Map<string, MetricSample[]>();
  let lines = 0;
  for (const raw of text.split('\n')) {
    if (++lines > mostLines) break;
    const read = raw.length > longestLine ? undefined : parseLine(raw.trim());
    if (!read) continue;
    const [name, sample] = read;
    const known = scrape.get(name);
    if (known) known.push(sample);
    else scrape.set(name, [sample]);
  }
  return scrape;
}

function parseLine(text: string): [name: string, sample: MetricSample] | undefined {
  if (text === '' || text.startsWith('#')) return undefined;
  const [, name, braces, number] = line.exec(text) ?? [];
  if (name === undefined || number === undefined) return undefined;
  const value = parseValue(number);
  const labels = braces === undefined ? {} : parseLabels(braces.slice(1, -1));
  return value === undefined || labels === undefined ? undefined : [name, { labels, value }];
}

/** Go's way of writing floats. Not a number is a sample that says nothing. */
function parseValue(text: string): number | undefined {
  const infinite = /^([+-]?)Inf$/i.exec(text);
  if (infinite) return infinite[1] === '-' ? -Infinity : Infinity;
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}

function parseLabels(text: string): Record<string, string> | undefined {
  const pairs: [string, string][] = [];
  label.lastIndex = 0;
  let at = 0;
  while (text.slice(at).trim() !== '') {
    label.lastIndex = at;
    const match = label.exec(text);
    if (!match || pairs.length >= mostLabels) return undefined;
    const [whole, name = '', value = ''] = match;
    pairs.push([
      name,
      value.replace(/\\(.)/g, (_all, escaped: string) => (escaped === 'n' ? '\n' : escaped)),
    ]);
    at += whole.length;
  }
  return Object.fromEntries(pairs);
}

/** All samples of a name added up; 0 where there is none: a series appears with its first event. */
export function total(scrape: Scrape, name: string): number {
  return (scrape.get(name) ?? []).reduce((sum, { value }) => sum + (Number.isFinite(value) ? value : 0), 0);
}
