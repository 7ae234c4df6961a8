import type { ErrorData } from '../../../../src/connectors/index.ts';
import { PlatformError } from '../../../../src/connectors/index.ts';
import type { LoggedRequest } from '../../../platforms/kit/requestLog.ts';
import { spends } from './targets.ts';

const longest = 500;

/** What is wrong with how an error is told, whatever its code. */
export function badlyTold(error: unknown, secrets: readonly string[]): string[] {
  if (!(error instanceof PlatformError))
    return [`no PlatformError: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
  return badWords(error.data, secrets);
}

export function badWords(data: ErrorData, secrets: readonly string[]): string[] {
  const wrong: string[] = [];
  for (const [name, value] of Object.entries(data)) {
    if (typeof value !== 'string') continue;
    if (value.length > longest) wrong.push(`${name} has ${value.length} characters`);
    if (/<\/?(html|head|body|title|form)\b/i.test(value))
      wrong.push(`${name} holds a page: ${value.slice(0, 80)}`);
    if (secrets.some((secret) => value.includes(secret.slice(0, 12))))
      wrong.push(`${name} holds a key, or half of one`);
  }
  const { message, hint = '' } = data;
  if (!/^\S.*[.!?…]$/s.test(message)) wrong.push(`no sentence: ${message.slice(0, 120)}`);
  if (/undefined|NaN|Infinity|\[object|Unexpected failure|Error:/.test(`${message} ${hint}`))
    wrong.push(`a program's insides: ${message.slice(0, 300)}`);
  return wrong;
}

/** Requests that spend and went out again although the one before may have been carried out. */
export function sentTwice(requests: readonly LoggedRequest[], kind: string): string[] {
  const wrong: string[] = [];
  const before = new Map<string, LoggedRequest>();
  for (const request of requests.filter(({ method, path }) => spends(method, path))) {
    const key = `${request.method} ${request.path}${request.search} ${JSON.stringify(request.body)}`;
    const first = before.get(key);
    if (first && maybeDone(first, kind))
      wrong.push(`sent twice: ${key.slice(0, 120)} after ${first.outcome} ${first.status ?? ''}`);
    before.set(key, request);
  }
  return wrong;
}

/** Statuses of gRPC with which a server refuses; after the others it may have been at work. */
const refusals = new Set([3, 5, 6, 7, 8, 9, 10, 12, 16]);

function maybeDone({ method, outcome, status }: LoggedRequest, kind: string): boolean {
  if (outcome !== 'answered' || status === undefined) return true;
  if (method === 'GRPC') return !refusals.has(status);
  // With these, what stands in front of a model says that it is not there, or too busy to begin.
  if ((status === 502 || status === 503) && (kind === 'ask' || kind === 'stream')) return false;
  return status < 300 || status >= 500;
}
