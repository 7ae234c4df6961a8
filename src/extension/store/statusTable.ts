import type { TimeWindow } from '../../connectors/connector.ts';
import { statuses } from '../../connectors/domain.ts';
import type { PriceSource } from '../../connectors/domain.ts';
import type { DeploymentKey } from '../deployments/types.ts';
import type { StatusSample } from '../metrics/types.ts';
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

  within(window: TimeWindow, deployment: DeploymentKey): StatusSample[] {
    return this.#sql
      .all(
        `SELECT * FROM status_sample WHERE deployment = :deployment
        AND at >= coalesce((SELECT max(at) FROM status_sample WHERE deployment = :deployment AND at < :from), :from)
        AND at <= coalesce((SELECT min(at) FROM status_sample WHERE deployment = :deployment AND at >= :to), :to)
        ORDER BY at`,
        { deployment, from: window.from, to: window.to },
      )
      .map(statusFromRow);
  }

  since(at: number): StatusSample[] {
    return this.#sql.all('SELECT * FROM status_sample WHERE at > :at ORDER BY at', { at }).map(statusFromRow);
  }

  oldest(): number | undefined {
    const at = this.#sql.all('SELECT min(at) AS at FROM status_sample', {})[0]?.['at'];
    return typeof at === 'number' ? at : undefined;
  }

  prune(before: number): void {
    this.#sql.run('DELETE FROM status_sample WHERE at < ?', before);
  }
}

function statusToRow(sample: StatusSample): Values {
  return {
    deployment: sample.deployment,
    at: Math.round(sample.at),
    status: sample.status,
    ready: sample.ready ?? null,
    price: sample.price?.perReplicaHour ?? null,
    price_source: sample.price ? JSON.stringify(sample.price.source) : null,
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
    ...(typeof source === 'string'
      ? { price: { perReplicaHour: Number(row['price']), source: JSON.parse(source) as PriceSource } }
      : {}),
  };
}
