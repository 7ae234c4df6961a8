import { type Bounds, bucketsOf, type Family, type Metrics, type Series } from './metrics.ts';

interface Line {
  readonly name: string;
  readonly labels: string;
  readonly value: number;
}

/** Prometheus text; no help lines are defined. */
export function metricsText(metrics: Metrics, bounds: Bounds): string {
  return [...metrics.families.values()]
    .map((family) => {
      const lines = linesOf(family, bounds).map((line) => `${fullName(line)} ${line.value}\n`);
      return `# TYPE ${family.name} ${family.kind}\n${lines.join('')}\n`;
    })
    .join('');
}

/**
 * The JSON form keeps a labelled line's whole name as its key and shortens the others by their ending, which
 * hits the counter `lorax_request_count` as well: its key is `count`.
 */
export function metricsJson(metrics: Metrics, bounds: Bounds): unknown {
  return Object.fromEntries(
    [...metrics.families.values()].map((family) => [
      family.name,
      {
        type: family.kind,
        data: linesOf(family, bounds).map((line) => ({ key: keyOf(line), value: line.value })),
      },
    ]),
  );
}

function keyOf(line: Line): string {
  if (line.labels !== '') return fullName(line);
  if (line.name.endsWith('_sum')) return 'sum';
  return line.name.endsWith('_count') ? 'count' : '';
}

function fullName({ name, labels }: Line): string {
  return labels === '' ? name : `${name}{${labels}}`;
}

function linesOf(family: Family, bounds: Bounds): Line[] {
  return [...family.series.values()].flatMap((series) => {
    if (family.kind === 'histogram') return histogram(series, bucketsOf(family.name, bounds));
    if (family.kind === 'summary') return summary(series);
    return [{ name: series.name, labels: series.labels, value: series.value }];
  });
}

function histogram(series: Series, buckets: readonly number[]): Line[] {
  const line = (bound: string, value: number): Line => ({
    name: `${series.name}_bucket`,
    labels: [series.labels, `le="${bound}"`].filter(Boolean).join(','),
    value,
  });
  const below = (bound: number): number => series.observed.filter((value) => value <= bound).length;
  return [
    ...buckets.map((bound) => line(String(bound), below(bound))),
    line('+Inf', series.observed.length),
    ...totals(series),
  ];
}

function summary(series: Series): Line[] {
  const sorted = [...series.observed].sort((a, b) => a - b);
  const at = (quantile: number): number => sorted[Math.floor(quantile * (sorted.length - 1))] ?? 0;
  const quantiles = [0, 0.5, 0.9, 0.95, 0.99, 0.999, 1].map((quantile) => ({
    name: series.name,
    labels: [series.labels, `quantile="${quantile}"`].filter(Boolean).join(','),
    value: at(quantile),
  }));
  return [...quantiles, ...totals(series)];
}

const totals = (series: Series): Line[] => [
  { name: `${series.name}_sum`, labels: series.labels, value: series.value },
  { name: `${series.name}_count`, labels: series.labels, value: series.observed.length },
];
