import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { statuses } from '../../connectors/domain.ts';
import type { PriceSource } from '../../connectors/domain.ts';
import type { ErrorCode } from '../../connectors/errors.ts';
import type { TokenUsage } from '../../connectors/inference.ts';
import type { Outcome, RequestSample, StatusSample } from '../metrics/types.ts';

/** Samples as rows and back. Absent is NULL, never 0. */
export type Row = Record<string, SQLOutputValue>;
export type Values = Record<string, SQLInputValue>;

export function requestToRow(sample: RequestSample): Values {
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

export function requestFromRow(row: Row): RequestSample {
  const usage: TokenUsage = {
    ...number(row, 'tokens_in', 'input'),
    ...number(row, 'tokens_out', 'output'),
    ...number(row, 'tokens_cached', 'cachedInput'),
    ...number(row, 'tokens_reasoning', 'reasoning'),
  };
  const source = row['cost_source'];
  return {
    id: String(row['id']),
    deployment: String(row['deployment']),
    sentAt: Number(row['sent_at']),
    outcome: row['outcome'] as Outcome,
    ...(typeof row['error_code'] === 'string' ? { errorCode: row['error_code'] as ErrorCode } : {}),
    ...number(row, 'first_byte_ms', 'firstByteMs'),
    ...number(row, 'first_token_ms', 'firstTokenMs'),
    ...number(row, 'last_token_ms', 'lastTokenMs'),
    endMs: Number(row['end_ms']),
    ...(Object.keys(usage).length > 0 ? { usage } : {}),
    ...(row['token_source'] === null ? {} : { tokenSource: row['token_source'] as 'reported' | 'estimated' }),
    ...number(row, 'cost', 'cost'),
    ...(typeof source === 'string' ? { costSource: JSON.parse(source) as PriceSource } : {}),
  };
}

export function statusToRow(sample: StatusSample): Values {
  return {
    deployment: sample.deployment,
    at: Math.round(sample.at),
    status: sample.status,
    ready: sample.ready ?? null,
    price: sample.price?.perReplicaHour ?? null,
    price_source: sample.price ? JSON.stringify(sample.price.source) : null,
  };
}

export function statusFromRow(row: Row): StatusSample {
  const word = row['status'];
  const source = row['price_source'];
  return {
    deployment: String(row['deployment']),
    at: Number(row['at']),
    // A word of a later version counts as under way: it neither bills nor ends anything by itself.
    status: statuses.find((status) => status === word) ?? 'deploying',
    ...number(row, 'ready', 'ready'),
    ...(typeof source === 'string'
      ? { price: { perReplicaHour: Number(row['price']), source: JSON.parse(source) as PriceSource } }
      : {}),
  };
}

function number<K extends string>(row: Row, column: string, key: K): Partial<Record<K, number>> {
  const value = row[column];
  return value === null || value === undefined ? {} : ({ [key]: Number(value) } as Record<K, number>);
}
