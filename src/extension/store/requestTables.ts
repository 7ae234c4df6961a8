import type { TimeWindow } from '../../connectors/connector.ts';
import type { DeploymentKey } from '../deployments/types.ts';
import { lengthOf } from '../metrics/history.ts';
import type { Count, Kept, Level, RequestSource, Rollup } from '../metrics/history.ts';
import type { SketchTally } from '../metrics/tally.ts';
import type { RequestSample } from '../metrics/types.ts';
import type { Limits } from './pruner.ts';
import { RequestTable } from './requestTable.ts';
import { RollupTables } from './rollupTables.ts';
import type { Statements } from './statements.ts';

/** Rows that are deleted in one go: some ten milliseconds. */
const atOnce = 5000;

/** Everything that the file holds of requests: single ones and their sums. */
export class RequestTables implements RequestSource {
  readonly #single: RequestTable;
  readonly #sums: RollupTables;

  constructor(sql: Statements) {
    this.#single = new RequestTable(sql);
    this.#sums = new RollupTables(sql);
  }

  /** Within a transaction: neither may be there without the other. One that is there already counts once. */
  add(samples: readonly RequestSample[]): void {
    this.#sums.add(samples.filter((sample) => this.#single.add(sample)));
  }

  requests(window: TimeWindow, deployment?: DeploymentKey): RequestSample[] {
    return this.#single.within(window, deployment);
  }

  tallies(window: TimeWindow, deployment?: DeploymentKey): Map<DeploymentKey, SketchTally> {
    return this.#single.tallies(window, deployment);
  }

  kept(window: TimeWindow, part: TimeWindow, deployment?: DeploymentKey): Kept[] {
    return this.#single.kept(window, part, deployment);
  }

  rollups(level: Level, window: TimeWindow, deployment?: DeploymentKey): Rollup[] {
    return this.#sums.within(level, window, deployment);
  }

  counts(level: Level, window: TimeWindow, deployment?: DeploymentKey): Count[] {
    return this.#sums.counts(level, window, deployment);
  }

  last(): Map<DeploymentKey, number> {
    return this.#sums.last();
  }

  oldest(): number | undefined {
    return this.#single.oldest();
  }

  /** What is too old. Whether there may be more of it. */
  trim(limits: Limits): boolean {
    let left = atOnce - this.#single.trim(limits.samples, atOnce);
    for (const level of ['minute', 'hour', 'day'] as const)
      if (left > 0) left -= this.#sums.trim(level, limits[level], left);
    return left === 0;
  }

  /** The oldest single requests, and sums per minute when there is none. Whether there was anything to delete. */
  shed(): boolean {
    return (
      shed(
        lengthOf.hour,
        () => this.#single.oldest(),
        (before, most) => this.#single.trim(before, most),
      ) ||
      shed(
        lengthOf.day,
        () => this.#sums.oldest('minute'),
        (before, most) => this.#sums.trim('minute', before, most),
      )
    );
  }
}

/** Step by step from the oldest one on, as requests of different deployments lie in different places. */
function shed(
  step: number,
  oldest: () => number | undefined,
  trim: (before: number, most: number) => number,
): boolean {
  let left = atOnce;
  for (let i = 0; i < 20 && left > 0; i++) {
    const at = oldest();
    if (at === undefined) break;
    left -= trim(at + step, left);
  }
  return left < atOnce;
}
