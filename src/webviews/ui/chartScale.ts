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

/** Runs of known points: a line is not drawn across what is unknown. */
export function runs(values: readonly (number | undefined)[]): { at: number; value: number }[][] {
  const found: { at: number; value: number }[][] = [];
  let current: { at: number; value: number }[] = [];
  values.forEach((value, at) => {
    if (value === undefined) {
      if (current.length > 0) found.push(current);
      current = [];
    } else {
      current.push({ at, value });
    }
  });
  if (current.length > 0) found.push(current);
  return found;
}
