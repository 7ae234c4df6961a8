import type { SQLInputValue } from 'node:sqlite';
import type { ErrorCode } from '../../connectors/errors.ts';
import type { TokenUsage } from '../../connectors/inference.ts';
import { parseSource } from '../metrics/priceSource.ts';
import type { Measured } from '../metrics/tally.ts';
import type { Outcome, RequestSample } from '../metrics/types.ts';
import type { List } from './rows.ts';

/** What sums need of a request: strings take most of the time of reading, and of these there are few. */
export const measured = [
  'outcome',
  'error_code',
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
/** All of it. */
export const columns = [...measured, 'deployment', 'sent_at', 'id', 'first_byte_ms'];

/** In the order of `columns`. Absent is NULL, never 0. */
export function valuesOf(sample: RequestSample): SQLInputValue[] {
  const { usage } = sample;
  return [
    sample.outcome,
    sample.errorCode ?? null,
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
    sample.deployment,
    Math.round(sample.sentAt),
    sample.id,
    sample.firstByteMs ?? null,
  ];
}

/** From a row that begins with `measured`. Field by field: this is done for thousands at a time. */
export function measuredFrom(row: List): Measured {
  const sample: Measured = { outcome: row[0] as Outcome, endMs: Number(row[4]) };
  if (row[1] !== null) sample.errorCode = row[1] as ErrorCode;
  if (row[2] !== null) sample.firstTokenMs = Number(row[2]);
  if (row[3] !== null) sample.lastTokenMs = Number(row[3]);
  const usage = usageFrom(row);
  if (usage) sample.usage = usage;
  if (row[9] !== null) sample.tokenSource = row[9] as 'reported' | 'estimated';
  if (row[10] !== null) sample.cost = Number(row[10]);
  if (typeof row[11] === 'string') sample.costSource = parseSource(row[11]);
  return sample;
}

function usageFrom(row: List): TokenUsage | undefined {
  if (row[5] === null && row[6] === null && row[7] === null && row[8] === null) return undefined;
  const usage: TokenUsage = {};
  if (row[5] !== null) usage.input = Number(row[5]);
  if (row[6] !== null) usage.output = Number(row[6]);
  if (row[7] !== null) usage.cachedInput = Number(row[7]);
  if (row[8] !== null) usage.reasoning = Number(row[8]);
  return usage;
}

/** From a row of `columns`. */
export function requestFrom(row: List): RequestSample {
  const [deployment, sentAt, id, firstByteMs] = row.slice(measured.length);
  const first = firstByteMs === null ? {} : { firstByteMs: Number(firstByteMs) };
  return {
    ...{ id: String(id), deployment: String(deployment), sentAt: Number(sentAt), ...first },
    ...measuredFrom(row),
  };
}
