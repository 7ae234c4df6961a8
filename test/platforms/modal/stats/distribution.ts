import { hash } from '../../kit/random.ts';

const points = [5000, 9000, 9500, 9900];

/** Nearest-rank percentiles; `undefined` without a value, so that nothing is told where nothing was seen. */
export function distribution(unit: string, values: readonly number[]): object | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  return {
    unit,
    percentiles: points.map((basisPoints) => ({
      percentileBasisPoints: basisPoints,
      value: sorted[Math.max(0, Math.ceil((basisPoints / 10_000) * sorted.length) - 1)]!,
    })),
  };
}

export function distributions(
  all: Readonly<Record<string, [string, readonly number[]]>>,
): Record<string, object> {
  const told: Record<string, object> = {};
  for (const [name, [unit, values]] of Object.entries(all)) {
    const one = distribution(unit, values);
    if (one) told[name] = one;
  }
  return told;
}

export const percentile = (values: readonly number[], part: number): number | undefined =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(part * values.length) - 1)];

/** A steady figure between two bounds that differs from container to container. */
export const steady = (key: string, low: number, high: number): number =>
  low + ((hash(key) % 1000) / 1000) * (high - low);
