import type { TimeWindow } from '../../connectors/connector.ts';
import { statuses } from '../../connectors/domain.ts';
import type { PriceSource } from '../../connectors/domain.ts';
import type { DeploymentKey } from '../deployments/types.ts';
import type { StatusSample, WatchStretch } from '../metrics/types.ts';
import { numberFrom } from './rows.ts';
import type { Row, Values } from './rows.ts';
import type { Statements } from './statements.ts';

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

  within(window: TimeWindow, deployment: DeploymentKey): StatusSample[] {
    const { from, to } = window;
    const of = 'FROM status_sample WHERE deployment = :deployment';
    return this.#sql
      .all(
        `SELECT * ${of}
          AND at >= coalesce((SELECT max(at) ${of} AND at < :from), :from)
          AND at <= coalesce((SELECT min(at) ${of} AND at >= :to), :to)
          ORDER BY at`,
        { deployment, from, to },
      )
      .map(statusFromRow);
  }

  /** The same of all deployments, in one go. */
  ofAll({ from, to }: TimeWindow): StatusSample[] {
    return this.#sql
      .all(
        `SELECT * FROM status_sample WHERE at >= :from AND at < :to
          UNION ALL SELECT s.* FROM status_sample s
            JOIN (SELECT deployment, max(at) AS at FROM status_sample WHERE at < :from GROUP BY deployment)
            USING (deployment, at)
          UNION ALL SELECT s.* FROM status_sample s
            JOIN (SELECT deployment, min(at) AS at FROM status_sample WHERE at >= :to GROUP BY deployment)
            USING (deployment, at)
          ORDER BY deployment, at`,
        { from, to },
      )
      .map(statusFromRow);
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
    return this.#sql.all('SELECT * FROM status_sample WHERE at > :at ORDER BY at', { at }).map(statusFromRow);
  }

  oldest(): number | undefined {
    const at = this.#sql.all('SELECT min(at) AS at FROM status_sample', {})[0]?.['at'];
    return typeof at === 'number' ? at : undefined;
  }

  prune(before: number): void {
    // What a deployment was at that time still counts afterwards.
    this.#sql.run(
      `DELETE FROM status_sample WHERE at < (SELECT max(s.at) FROM status_sample s
        WHERE s.deployment = status_sample.deployment AND s.at <= ?)`,
      before,
    );
    this.#sql.run('DELETE FROM watch_stretch WHERE until < ?', before);
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

function statusFromRow(row: Row): StatusSample {
  const word = row['status'];
  const source = row['price_source'];
  return {
    deployment: String(row['deployment']),
    at: Number(row['at']),
    // A word of a later version counts as under way: it neither bills nor ends anything by itself.
    status: statuses.find((status) => status === word) ?? 'deploying',
    ...numberFrom(row, 'ready', 'ready'),
    ...numberFrom(row, 'max', 'max'),
    ...(typeof source === 'string'
      ? { price: { perReplicaHour: Number(row['price']), source: JSON.parse(source) as PriceSource } }
      : {}),
    ...numberFrom(row, 'created_at', 'createdAt'),
    ...(typeof row['scope'] === 'string' ? { scope: row['scope'] } : {}),
    ...(row['unseen'] === 1 ? { unseen: true as const } : {}),
    ...(row['gone'] === 1 ? { gone: true as const } : {}),
  };
}
