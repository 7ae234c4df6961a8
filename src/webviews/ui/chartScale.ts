/** The arithmetic of the charts. Pure. */

/** Round steps from 0 to at least `max`: at most five of them, and none between two of what is only counted. */
export function ticks(max: number, whole = false): number[] {
  if (!(max > 0)) return [0, 1];
  const rough = whole ? Math.max(1, max / 4) : max / 4;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const factors = whole && magnitude < 10 ? [1, 2, 5, 10] : [1, 2, 2.5, 5, 10];
  const step = (factors.find((factor) => factor * magnitude >= rough) ?? 10) * magnitude;
  const steps = Math.ceil(max / step - 1e-9);
  return Array.from({ length: steps + 1 }, (_, index) => index * step);
}

/** The sum of each column: how high a stack of bars is. */
export function stackHeights(series: readonly { values: readonly (number | undefined)[] }[]): number[] {
  const length = Math.max(0, ...series.map(({ values }) => values.length));
  return Array.from({ length }, (_, at) => series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0));
}

/** Places of values whose neighbours are unknown: no line leads to them. */
export function lonely(values: readonly (number | undefined)[]): number[] {
  return values.flatMap((value, at) =>
    value !== undefined && values[at - 1] === undefined && values[at + 1] === undefined ? [at] : [],
  );
}

/** The columns of which the middle lies in a stretch of the axis; the nearest one where none does. */
export function columnsIn(
  left: number,
  right: number,
  count: number,
): { from: number; to: number } | undefined {
  if (count === 0) return undefined;
  const within = (at: number) => Math.max(0, Math.min(at, count - 1));
  const [from, to] = [within(Math.ceil(left)), within(Math.floor(right))];
  const nearest = within(Math.round((left + right) / 2));
  return from <= to ? { from, to } : { from: nearest, to: nearest };
}
