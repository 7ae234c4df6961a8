import { distributionOf, rankOf } from './spread.ts';
import type { Growing } from './spread.ts';
import type { Distribution } from './types.ts';

/** Every value itself: percentiles are values that were really measured, never interpolated. */
export class ExactSpread implements Growing<ExactSpread> {
  #values: number[] = [];
  #sorted: Float64Array | undefined;

  get n(): number {
    return this.#values.length;
  }

  get sum(): number {
    let sum = 0;
    for (const value of this.#ascending()) sum += value;
    return sum;
  }

  get min(): number {
    return this.#ascending()[0] as number;
  }

  get max(): number {
    return this.#ascending().at(-1) as number;
  }

  add(value: number): void {
    this.#values.push(value);
    this.#sorted = undefined;
  }

  merge(other: ExactSpread): void {
    this.#values = this.#values.concat(other.#values);
    this.#sorted = undefined;
  }

  ranks(percentages: readonly number[]): number[] {
    const sorted = this.#ascending();
    return percentages.map((p) => sorted[rankOf(p, sorted.length) - 1] as number);
  }

  *values(): Iterable<readonly [number, number]> {
    for (const value of this.#ascending()) yield [value, 1];
  }

  #ascending(): Float64Array {
    return (this.#sorted ??= Float64Array.from(this.#values).sort());
  }
}

/** Of these values, exactly. */
export function distribution(values: readonly number[]): Distribution {
  const spread = new ExactSpread();
  for (const value of values) spread.add(value);
  return distributionOf(spread);
}
