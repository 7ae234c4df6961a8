import type { TimeWindow } from '../../connectors/connector.ts';
import type { DeploymentKey } from '../deployments/types.ts';
import { levels, startOf } from '../metrics/history.ts';
import type { Count, Level, Rollup } from '../metrics/history.ts';
import { sketchTally } from '../metrics/tally.ts';
import type { SketchTally } from '../metrics/tally.ts';
import { decodeTally, encodeTally } from '../metrics/tallyBytes.ts';
import type { RequestSample } from '../metrics/types.ts';
import type { List } from './rows.ts';
import type { Statements } from './statements.ts';

const tables: Readonly<Record<Level, string>> = {
  day: 'request_day',
  hour: 'request_hour',
  minute: 'request_minute',
};

/** Requests in the file, summed per minute, hour and day. */
export class RollupTables {
  readonly #sql: Statements;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  /** In the transaction that writes the requests themselves, so that neither is ever without the other. */
  add(samples: readonly RequestSample[]): void {
    for (const [deployment, all] of Map.groupBy(samples, (sample) => sample.deployment)) {
      const minutes = tallied(all);
      for (const level of levels) {
        const units = Map.groupBy(minutes, ([minute]) => startOf(minute, level));
        for (const [start, parts] of units) this.#merge(level, deployment, start, parts);
      }
      const at = Math.round(all.reduce((latest, { sentAt }) => Math.max(latest, sentAt), -Infinity));
      this.#sql.run(
        'INSERT INTO request_last VALUES (?, ?) ON CONFLICT DO UPDATE SET at = max(at, excluded.at)',
        deployment,
        at,
      );
    }
  }

  within(level: Level, window: TimeWindow, deployment?: DeploymentKey): Rollup[] {
    return this.#select('r.start, r.n, r.tally', level, window, deployment).map(
      ([start, n, tally, key = deployment]) => ({
        deployment: String(key),
        start: Number(start),
        n: Number(n),
        tally: () => decodeTally(tally as Uint8Array),
      }),
    );
  }

  counts(level: Level, window: TimeWindow, deployment?: DeploymentKey): Count[] {
    return this.#select('r.start, r.n', level, window, deployment).map(([start, n, key = deployment]) => ({
      deployment: String(key),
      start: Number(start),
      n: Number(n),
    }));
  }

  last(): Map<DeploymentKey, number> {
    const rows = this.#sql.all('SELECT * FROM request_last', {});
    return new Map(rows.map((row) => [String(row['deployment']), Number(row['at'])]));
  }

  /** Deletes what starts before an instant, at most so many. How many it were. */
  trim(level: Level, before: number, most: number): number {
    return this.#sql.run(
      `DELETE FROM ${tables[level]} WHERE rowid IN
        (SELECT r.rowid FROM request_last d CROSS JOIN ${tables[level]} r
          ON r.deployment = d.deployment AND r.start < ? LIMIT ?)`,
      before,
      most,
    );
  }

  /** The start of the first of a level. */
  oldest(level: Level): number | undefined {
    return this.#sql.least(
      `SELECT min((SELECT min(start) FROM ${tables[level]} r WHERE r.deployment = d.deployment)) AS least FROM request_last d`,
    );
  }

  #merge(
    level: Level,
    deployment: DeploymentKey,
    start: number,
    parts: readonly (readonly [number, SketchTally])[],
  ): void {
    const key = { deployment, start };
    const sql = `SELECT n, tally FROM ${tables[level]} WHERE deployment = :deployment AND start = :start`;
    const [before] = this.#sql.all(sql, key);
    const sum = before ? decodeTally(before['tally'] as Uint8Array) : sketchTally();
    let n = Number(before?.['n'] ?? 0);
    for (const [, part] of parts) {
      sum.merge(part);
      n += part.n;
    }
    this.#sql.insert(tables[level], { ...key, n, tally: encodeTally(sum) });
  }

  /** With the deployment as the last column, where it is not the same in all rows. */
  #select(
    columns: string,
    level: Level,
    { from, to }: TimeWindow,
    deployment: DeploymentKey | undefined,
  ): List[] {
    if (deployment !== undefined)
      return this.#sql.lists(
        `SELECT ${columns} FROM ${tables[level]} r
          WHERE r.deployment = :deployment AND r.start >= :from AND r.start < :to ORDER BY r.start`,
        { deployment, from, to },
      );
    return this.#sql.lists(
      `SELECT ${columns}, d.deployment FROM request_last d CROSS JOIN ${tables[level]} r
        ON r.deployment = d.deployment AND r.start >= :from AND r.start < :to ORDER BY d.deployment, r.start`,
      { from, to },
    );
  }
}

function tallied(samples: readonly RequestSample[]): [number, SketchTally][] {
  const minutes = new Map<number, SketchTally>();
  for (const sample of samples) {
    // As it stands in its row.
    const minute = startOf(Math.round(sample.sentAt), 'minute');
    let tally = minutes.get(minute);
    if (!tally) minutes.set(minute, (tally = sketchTally()));
    tally.add(sample);
  }
  return [...minutes];
}
