import { appendFileSync } from 'node:fs';

/** The long form of these tests: `npm run storm`. */
export const isStorm = process.env['SLIPWAY_STORM'] !== undefined;

/** A figure for docs/reliability.md; without `npm run storm`, a line of the test's output. */
export function tellStorm(part: string, figures: Record<string, string | number>): void {
  const file = process.env['SLIPWAY_STORM'];
  const line = JSON.stringify({ part, ...figures });
  if (file !== undefined && file !== '') appendFileSync(file, `${line}\n`);
  else console.log(`      ${line}`);
}
