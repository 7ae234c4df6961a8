import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { format } from 'prettier';
import { budgets, type Bound } from './budgets.ts';
import type { Figure } from './measure.ts';

/** docs/budgets.md holds what the last full run measured of each budget. */
export const budgetsPage = new URL('../../docs/budgets.md', import.meta.url);

export const readBudgets = (): Promise<string> => readFile(budgetsPage, 'utf8');

/** By `npm run bench -- --write`. */
export async function writeBudgets(figures: readonly Figure[], now = new Date()): Promise<void> {
  const machine = `${cpus()[0]?.model.trim() ?? 'unknown'}, ${cpus().length} processors, Node ${process.versions.node}`;
  const text = [
    '# Budgets',
    'Written by `npm run bench -- --write`, which measures them and ends with code 1 when one is broken. The bounds ' +
      'are in `test/bench/budgets.ts`; `npm test -- package` holds the sizes in each run.',
    `Recorded ${now.toISOString().slice(0, 16).replace('T', ' ')} UTC on ${machine}. Each time is the middle one of several.`,
    table(figures),
    'Times are those of one machine with whatever else it did; what is a ratio was measured in turns in one run.',
  ].join('\n\n');
  await writeFile(
    budgetsPage,
    await format(text, { parser: 'markdown', printWidth: 110, proseWrap: 'preserve' }),
  );
}

function table(figures: readonly Figure[]): string {
  const rows = Object.entries<Bound>(budgets).map(([name, bound]) => {
    const figure = figures.find((one) => one.name === name);
    const value = figure ? shown(figure.value, bound.unit) : 'not measured';
    const holds = figure?.ok === true ? 'holds' : '**broken**';
    return `| \`${name}\` | ${bound.what} | ${boundText(bound)} | ${value} | ${holds} |`;
  });
  return ['| budget | what it is | bound | measured | |', '|---|---|---|---|---|', ...rows].join('\n');
}

export function boundText({ atMost, atLeast, unit }: Bound): string {
  const parts = [
    atMost === undefined ? [] : `at most ${shown(atMost, unit)}`,
    atLeast === undefined ? [] : `at least ${shown(atLeast, unit)}`,
  ];
  return parts.flat().join(', ');
}

function shown(value: number, unit: string): string {
  if (unit === 'ratio') return `${value}×`;
  if (unit === 'bytes') return `${Math.ceil(value / 1024)} KiB`;
  return `${value} ${unit === 'us/sample' ? 'µs' : unit}`;
}
