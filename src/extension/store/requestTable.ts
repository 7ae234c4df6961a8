import type { SQLInputValue } from 'node:sqlite';
import type { TimeWindow } from '../../connectors/connector.ts';
import type { PriceSource } from '../../connectors/domain.ts';
import type { ErrorCode } from '../../connectors/errors.ts';
import type { TokenUsage } from '../../connectors/inference.ts';
import type { DeploymentKey } from '../deployments/types.ts';
import type { Kept } from '../metrics/history.ts';
import type { Outcome, RequestSample } from '../metrics/types.ts';
import { numberFrom } from './rows.ts';
import type { Row } from './rows.ts';
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
    if (deployment !== undefined)
      return this.#sql
        .all(
          `SELECT * FROM request_sample
            WHERE deployment = :deployment AND sent_at >= :from AND sent_at < :to ORDER BY sent_at, id`,
          { deployment, from, to },
        )
        .map(requestFromRow);
    return this.#sql
      .all(`SELECT r.* FROM ${ofAll} AND r.sent_at >= :from AND r.sent_at < :to`, { from, to })
      .map(requestFromRow)
      .sort((a, b) => a.sentAt - b.sentAt);
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

  /** Every one there is, some thousand at a time. */
  *all(): Iterable<RequestSample[]> {
    let some: RequestSample[] = [];
    for (const row of this.#sql.each('SELECT * FROM request_sample')) {
      some.push(requestFromRow(row));
      if (some.length < 5000) continue;
      yield some;
      some = [];
    }
    yield some;
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
}

/** Requests of all deployments, one after the other: so they are found without an index of their own. */
const ofAll = 'request_last d CROSS JOIN request_sample r ON r.deployment = d.deployment';

const columns = [
  'deployment',
  'sent_at',
  'id',
  'outcome',
  'error_code',
  'first_byte_ms',
  'first_token_ms',
  'last_token_ms',
  'end_ms',
  'tokens_in',
  'tokens_out',
  'tokens_cached',
  'tokens_reasoning',
  'token_source',
  'cost',
  'cost_source',
];
const insert = `INSERT INTO request_sample (${columns.join(', ')})
  VALUES (${columns.map(() => '?').join(', ')}) ON CONFLICT DO NOTHING`;

/** In the order of `columns`. */
function valuesOf(sample: RequestSample): SQLInputValue[] {
  const { usage } = sample;
  return [
    sample.deployment,
    Math.round(sample.sentAt),
    sample.id,
    sample.outcome,
    sample.errorCode ?? null,
    sample.firstByteMs ?? null,
    sample.firstTokenMs ?? null,
    sample.lastTokenMs ?? null,
    sample.endMs,
    usage?.input ?? null,
    usage?.output ?? null,
    usage?.cachedInput ?? null,
    usage?.reasoning ?? null,
    sample.tokenSource ?? null,
    sample.cost ?? null,
    sample.costSource ? JSON.stringify(sample.costSource) : null,
  ];
}

function requestFromRow(row: Row): RequestSample {
  const usage: TokenUsage = {
    ...numberFrom(row, 'tokens_in', 'input'),
    ...numberFrom(row, 'tokens_out', 'output'),
    ...numberFrom(row, 'tokens_cached', 'cachedInput'),
    ...numberFrom(row, 'tokens_reasoning', 'reasoning'),
  };
  const source = row['cost_source'];
  return {
    id: String(row['id']),
    deployment: String(row['deployment']),
    sentAt: Number(row['sent_at']),
    outcome: row['outcome'] as Outcome,
    ...(typeof row['error_code'] === 'string' ? { errorCode: row['error_code'] as ErrorCode } : {}),
    ...numberFrom(row, 'first_byte_ms', 'firstByteMs'),
    ...numberFrom(row, 'first_token_ms', 'firstTokenMs'),
    ...numberFrom(row, 'last_token_ms', 'lastTokenMs'),
    endMs: Number(row['end_ms']),
    ...(Object.keys(usage).length > 0 ? { usage } : {}),
    ...(row['token_source'] === null ? {} : { tokenSource: row['token_source'] as 'reported' | 'estimated' }),
    ...numberFrom(row, 'cost', 'cost'),
    ...(typeof source === 'string' ? { costSource: JSON.parse(source) as PriceSource } : {}),
  };
}
