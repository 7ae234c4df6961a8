import type { TimeWindow } from '../../connectors/connector.ts';
import type { PriceSource } from '../../connectors/domain.ts';
import type { ErrorCode } from '../../connectors/errors.ts';
import type { TokenUsage } from '../../connectors/inference.ts';
import type { DeploymentKey } from '../deployments/types.ts';
import type { Outcome, RequestSample } from '../metrics/types.ts';
import { numberFrom } from './rows.ts';
import type { Row, Values } from './rows.ts';
import type { Statements } from './statements.ts';

/** Requests in the file. */
export class RequestTable {
  readonly #sql: Statements;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  add(sample: RequestSample): void {
    this.#sql.insert('request_sample', requestToRow(sample));
  }

  within(window: TimeWindow, deployment?: DeploymentKey): RequestSample[] {
    const where = deployment === undefined ? '' : 'deployment = :deployment AND';
    return this.#sql
      .all(
        `SELECT * FROM request_sample WHERE ${where} sent_at >= :from AND sent_at < :to ORDER BY sent_at, rowid`,
        { from: window.from, to: window.to, ...(deployment === undefined ? {} : { deployment }) },
      )
      .map(requestFromRow);
  }

  oldest(): number | undefined {
    const at = this.#sql.all('SELECT min(sent_at) AS at FROM request_sample', {})[0]?.['at'];
    return typeof at === 'number' ? at : undefined;
  }

  prune(before: number): void {
    this.#sql.run('DELETE FROM request_sample WHERE sent_at < ?', before);
  }
}

function requestToRow(sample: RequestSample): Values {
  return {
    id: sample.id,
    deployment: sample.deployment,
    sent_at: Math.round(sample.sentAt),
    outcome: sample.outcome,
    error_code: sample.errorCode ?? null,
    first_byte_ms: sample.firstByteMs ?? null,
    first_token_ms: sample.firstTokenMs ?? null,
    last_token_ms: sample.lastTokenMs ?? null,
    end_ms: sample.endMs,
    tokens_in: sample.usage?.input ?? null,
    tokens_out: sample.usage?.output ?? null,
    tokens_cached: sample.usage?.cachedInput ?? null,
    tokens_reasoning: sample.usage?.reasoning ?? null,
    token_source: sample.tokenSource ?? null,
    cost: sample.cost ?? null,
    cost_source: sample.costSource ? JSON.stringify(sample.costSource) : null,
  };
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
