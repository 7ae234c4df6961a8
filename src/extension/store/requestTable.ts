import type { SQLInputValue } from 'node:sqlite';
import type { TimeWindow } from '../../connectors/connector.ts';
import type { ErrorCode } from '../../connectors/errors.ts';
import type { TokenUsage } from '../../connectors/inference.ts';
import type { DeploymentKey } from '../deployments/types.ts';
import { parseSource } from '../metrics/priceSource.ts';
import type { Kept } from '../metrics/history.ts';
import type { Outcome, RequestSample } from '../metrics/types.ts';
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
    if (deployment !== undefined)
      return this.#sql
        .lists(
          `SELECT ${listed} FROM request_sample r
            WHERE deployment = :deployment AND sent_at >= :from AND sent_at < :to ORDER BY sent_at, id`,
          { deployment, from, to },
        )
        .map(requestFrom);
    return this.#sql
      .lists(`SELECT ${listed} FROM ${ofAll} AND r.sent_at >= :from AND r.sent_at < :to`, { from, to })
      .map(requestFrom)
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
    for (const row of this.#sql.each(`SELECT ${listed} FROM request_sample r`)) {
      some.push(requestFrom(row));
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
const listed = columns.map((column) => `r.${column}`).join(', ');
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

/** Field by field and not spread together: this is done for thousands at a time. */
function requestFrom(row: List): RequestSample {
  const [deployment, sentAt, id, outcome, errorCode, firstByteMs, firstTokenMs, lastTokenMs, endMs] = row;
  const [input, output, cachedInput, reasoning, tokenSource, cost, costSource] = row.slice(9);
  const usage: TokenUsage = {};
  if (input !== null) usage.input = Number(input);
  if (output !== null) usage.output = Number(output);
  if (cachedInput !== null) usage.cachedInput = Number(cachedInput);
  if (reasoning !== null) usage.reasoning = Number(reasoning);
  const sample: RequestSample = {
    id: String(id),
    deployment: String(deployment),
    sentAt: Number(sentAt),
    outcome: outcome as Outcome,
    endMs: Number(endMs),
  };
  if (errorCode !== null) sample.errorCode = errorCode as ErrorCode;
  if (firstByteMs !== null) sample.firstByteMs = Number(firstByteMs);
  if (firstTokenMs !== null) sample.firstTokenMs = Number(firstTokenMs);
  if (lastTokenMs !== null) sample.lastTokenMs = Number(lastTokenMs);
  if ([input, output, cachedInput, reasoning].some((count) => count !== null)) sample.usage = usage;
  if (tokenSource !== null) sample.tokenSource = tokenSource as 'reported' | 'estimated';
  if (cost !== null) sample.cost = Number(cost);
  if (typeof costSource === 'string') sample.costSource = parseSource(costSource);
  return sample;
}
