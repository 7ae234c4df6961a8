import { boundOf, budgets, holds } from './budgets.ts';

export interface Figure {
  name: string;
  value: number;
  unit: string;
  note: string;
  atMost?: number;
  atLeast?: number;
  ok?: boolean;
}

const told: Figure[] = [];

/**
 * One figure as one line of JSON, with its bound where it has one (budgets.ts). Ratios within one run hold on any
 * machine; times tell about this one.
 */
export function tell(name: string, value: number, unit: string, note: string): void {
  const rounded = unit === 'bytes' ? value : Number(value.toPrecision(4));
  const figure: Figure = { name, value: rounded, unit, note };
  const bound = boundOf(name);
  if (bound !== undefined) {
    if (bound.unit !== unit) throw new Error(`${name} is told in ${unit}, and bounded in ${bound.unit}`);
    if (bound.atMost !== undefined) figure.atMost = bound.atMost;
    if (bound.atLeast !== undefined) figure.atLeast = bound.atLeast;
    figure.ok = holds(bound, value);
  }
  told.push(figure);
  process.stdout.write(`${JSON.stringify(figure)}\n`);
}

/** Those that have a bound, as they were told. */
export const bounded = (): Figure[] => told.filter(({ ok }) => ok !== undefined);

/**
 * The last line of a run: what broke, and, where all was to be measured, of what there is no figure. True: all is well.
 */
export function tellOutcome(all: boolean): boolean {
  const broken = bounded().flatMap(({ name, ok }) => (ok === true ? [] : name));
  const missing = all
    ? Object.keys(budgets).filter((name) => !told.some((figure) => figure.name === name))
    : [];
  process.stdout.write(`${JSON.stringify({ budgets: bounded().length, broken, missing })}\n`);
  return broken.length === 0 && missing.length === 0;
}

export const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;

/**
 * Milliseconds of processor time of this thread in the median run: other programs on the machine do not
 * count, nor do the first runs, in which code is still being compiled.
 */
export async function median(run: () => unknown, runs = 9, warmUp = 3): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < warmUp + runs; i++) {
    const start = process.threadCpuUsage();
    await run();
    const { user, system } = process.threadCpuUsage(start);
    if (i >= warmUp) times.push((user + system) / 1000);
  }
  return middle(times);
}
