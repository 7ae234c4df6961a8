import type { TimeWindow } from '../../connectors/connector.ts';
import { statuses } from '../../connectors/domain.ts';
import type { DeploymentKey } from '../deployments/types.ts';
import { parseSource } from '../metrics/priceSource.ts';
import type { StatusSample, WatchStretch } from '../metrics/types.ts';
import type { List, Values } from './rows.ts';
import type { Statements } from './statements.ts';

/** Rows that are deleted in one go: some ten milliseconds. */
const atOnce = 5000;
const columns = `s.deployment, s.at, s.status, s.ready, s.max, s.price, s.price_source, s.created_at, s.scope,
  s.unseen, s.gone`;
/** In a window, with the nearest ones outside of it. */
const near = `s.at >= coalesce(
    (SELECT max(b.at) FROM status_sample b WHERE b.deployment = s.deployment AND b.at < :from), :from)
  AND s.at <= coalesce(
    (SELECT min(b.at) FROM status_sample b WHERE b.deployment = s.deployment AND b.at >= :to), :to)`;

/** Status readings in the file. */
export class StatusTable {
  readonly #sql: Statements;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  add(sample: StatusSample): void {
    this.#sql.insert('status_sample', statusToRow(sample));
  }

  watched(stretch: WatchStretch): void {
    this.#sql.insert('watch_stretch', { ...stretch });
  }

  forgetAfter(scope: string, after: number): void {
    this.#sql.run('DELETE FROM status_sample WHERE at > ? AND scope = ?', after, scope);
    this.#sql.run('DELETE FROM watch_stretch WHERE scope = ? AND since > ?', scope, after);
    this.#sql.run(
      'UPDATE watch_stretch SET until = ? WHERE scope = ? AND until > ?',
      ...[after, scope, after],
    );
  }

  within({ from, to }: TimeWindow, deployment: DeploymentKey): StatusSample[] {
    const sql = `SELECT ${columns} FROM status_sample s WHERE s.deployment = :deployment AND ${near} ORDER BY s.at`;
    return this.#sql.lists(sql, { deployment, from, to }).map(statusFrom);
  }

  /** The same of all deployments, in one go: from each key to the next, without a look at what lies between. */
  ofAll({ from, to }: TimeWindow): StatusSample[] {
    return this.#sql
      .lists(
        `WITH RECURSIVE each(deployment) AS (
            SELECT min(deployment) FROM status_sample
            UNION ALL
            SELECT (SELECT min(deployment) FROM status_sample WHERE deployment > each.deployment)
              FROM each WHERE each.deployment IS NOT NULL
          )
          SELECT ${columns} FROM each JOIN status_sample s ON s.deployment = each.deployment AND ${near}`,
        { from, to },
      )
      .map(statusFrom);
  }

  watches({ from, to }: TimeWindow): WatchStretch[] {
    return this.#sql
      .all('SELECT * FROM watch_stretch WHERE since < :to AND until >= :from', { from, to })
      .map((row) => ({
        scope: String(row['scope']),
        writer: String(row['writer']),
        since: Number(row['since']),
        until: Number(row['until']),
      }));
  }

  since(at: number): StatusSample[] {
    return this.#sql
      .lists(`SELECT ${columns} FROM status_sample s WHERE at > :at ORDER BY at`, { at })
      .map(statusFrom);
  }

  oldest(): number | undefined {
    const at = this.#sql.all('SELECT min(at) AS at FROM status_sample', {})[0]?.['at'];
    return typeof at === 'number' ? at : undefined;
  }

  /** Deletes what is too old, as far as a few milliseconds go. Whether there may be more. */
  prune(before: number): boolean {
    this.#sql.run('DELETE FROM watch_stretch WHERE until < ?', before);
    // What a deployment was at that time still counts afterwards, except when it was gone.
    const deleted = this.#sql.run(
      `DELETE FROM status_sample WHERE (deployment, at) IN (
        SELECT s.deployment, s.at FROM status_sample s WHERE s.at < ?1 AND (s.gone IS NOT NULL OR EXISTS (
          SELECT 1 FROM status_sample n WHERE n.deployment = s.deployment AND n.at > s.at AND n.at <= ?1
        )) LIMIT ${atOnce})`,
      before,
    );
    return deleted === atOnce;
  }
}

function statusToRow(sample: StatusSample): Values {
  return {
    deployment: sample.deployment,
    at: Math.round(sample.at),
    status: sample.status,
    ready: sample.ready ?? null,
    max: sample.max ?? null,
    price: sample.price?.perReplicaHour ?? null,
    price_source: sample.price ? JSON.stringify(sample.price.source) : null,
    created_at: sample.createdAt === undefined ? null : Math.round(sample.createdAt),
    scope: sample.scope ?? null,
    unseen: sample.unseen ? 1 : null,
    gone: sample.gone ? 1 : null,
  };
}

/** In the order of `columns`. Field by field: this is done for thousands at a time. */
function statusFrom(row: List): StatusSample {
  const word = row[2];
  const sample: StatusSample = {
    deployment: row[0] as string,
    at: Number(row[1]),
    // A word of a later version counts as under way: it neither bills nor ends anything by itself.
    status: statuses.find((status) => status === word) ?? 'deploying',
  };
  if (row[3] !== null) sample.ready = Number(row[3]);
  if (row[4] !== null) sample.max = Number(row[4]);
  if (typeof row[6] === 'string')
    sample.price = { perReplicaHour: Number(row[5]), source: parseSource(row[6]) };
  if (row[7] !== null) sample.createdAt = Number(row[7]);
  if (row[8] !== null) sample.scope = row[8] as string;
  if (row[9] !== null) sample.unseen = true;
  if (row[10] !== null) sample.gone = true;
  return sample;
}
