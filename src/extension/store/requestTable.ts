import type { TimeWindow } from '../../connectors/connector.ts';
import type { DeploymentKey } from '../deployments/types.ts';
import type { Kept } from '../metrics/history.ts';
import { sketchTally } from '../metrics/tally.ts';
import type { SketchTally } from '../metrics/tally.ts';
import type { RequestSample } from '../metrics/types.ts';
import { columns, measured, measuredFrom, requestFrom, valuesOf } from './requestRow.ts';
import type { List } from './rows.ts';
import type { Statements } from './statements.ts';

/** Requests in the file. */
export class RequestTable {
  readonly #sql: Statements;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  /** Whether it is new: one that is there already is not to be counted again. */
  add(sample: RequestSample): boolean {
    return this.#sql.run(insert, ...valuesOf(sample)) > 0;
  }

  /** Ascending in time. */
  within({ from, to }: TimeWindow, deployment?: DeploymentKey): RequestSample[] {
    const samples = this.#select(all, { from, to }, deployment).map(requestFrom);
    return deployment === undefined ? samples.sort((a, b) => a.sentAt - b.sentAt) : samples;
  }

  /** Their sums, by deployment. */
  tallies(window: TimeWindow, deployment?: DeploymentKey): Map<DeploymentKey, SketchTally> {
    const tallies = new Map<DeploymentKey, SketchTally>();
    const columns = `${measured.join(', ')}${deployment === undefined ? ', d.deployment' : ''}`;
    for (const row of this.#select(columns, window, deployment)) {
      const key = deployment ?? String(row[measured.length]);
      let tally = tallies.get(key);
      if (!tally) tallies.set(key, (tally = sketchTally()));
      tally.add(measuredFrom(row));
    }
    return tallies;
  }

  /** How many there are within a window, and how many of these within a part of it. */
  kept(window: TimeWindow, part: TimeWindow, deployment?: DeploymentKey): Kept[] {
    const from = deployment === undefined ? ofAll : 'request_sample r WHERE r.deployment = :deployment';
    const rows = this.#sql.all(
      `SELECT r.deployment, count(*) AS n, sum(r.sent_at >= :partFrom AND r.sent_at < :partTo) AS inside
        FROM ${from} AND r.sent_at >= :from AND r.sent_at < :to GROUP BY r.deployment`,
      {
        ...{ from: window.from, to: window.to, partFrom: part.from, partTo: part.to },
        ...(deployment === undefined ? {} : { deployment }),
      },
    );
    return rows.map((row) => ({
      deployment: String(row['deployment']),
      n: Number(row['n']),
      inside: Number(row['inside']),
    }));
  }

  oldest(): number | undefined {
    return this.#sql.least(
      'SELECT min((SELECT min(sent_at) FROM request_sample r WHERE r.deployment = d.deployment)) AS least FROM request_last d',
    );
  }

  /** Deletes those that were sent before an instant, at most so many. How many it were. */
  trim(before: number, most: number): number {
    return this.#sql.run(
      `DELETE FROM request_sample WHERE (deployment, sent_at, id) IN
        (SELECT r.deployment, r.sent_at, r.id FROM ${ofAll} AND r.sent_at < ? LIMIT ?)`,
      before,
      most,
    );
  }

  /** Of one deployment in order of time, or of one deployment after the other. */
  #select(columns: string, { from, to }: TimeWindow, deployment: DeploymentKey | undefined): List[] {
    if (deployment === undefined)
      return this.#sql.lists(`SELECT ${columns} FROM ${ofAll} AND r.sent_at >= :from AND r.sent_at < :to`, {
        from,
        to,
      });
    return this.#sql.lists(
      `SELECT ${columns} FROM request_sample r
        WHERE deployment = :deployment AND sent_at >= :from AND sent_at < :to ORDER BY sent_at, id`,
      { deployment, from, to },
    );
  }
}

/** Requests of all deployments, one after the other: so they are found without an index of their own. */
const ofAll = 'request_last d CROSS JOIN request_sample r ON r.deployment = d.deployment';

const all = columns.map((column) => `r.${column}`).join(', ');
const insert = `INSERT INTO request_sample (${columns.join(', ')})
  VALUES (${columns.map(() => '?').join(', ')}) ON CONFLICT DO NOTHING`;
