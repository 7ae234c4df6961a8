import { type JsonAnswer, Refusal } from '../kit/answers.ts';
import { kitWords as loraxWords, plain } from './lorax/errors.ts';
import type { PredibaseModes } from './options.ts';

export const refusal = (status: number, message: string, why = message): Refusal =>
  new Refusal({ status, body: { error: message } }, why);

/** Downloads say it one level deeper. */
export const downloadRefusal = (status: number, message: string): Refusal =>
  new Refusal({ status, body: { error: { message } } }, message);

export const unknown = ({ codes }: PredibaseModes, what: string): Refusal =>
  refusal(codes.unknown, `${what} not found`);

export const invalid = ({ codes }: PredibaseModes, why: string): Refusal => refusal(codes.invalid, why);

export const isServing = (path: string): boolean => /^\/[^/]+\/deployments\/v2\/llms\//.test(path);

/** What the serving gateway says of a tenant or deployment it does not know: not JSON. */
export const noSuchServing = (): JsonAnswer => plain(404, 'no healthy upstream');

export const kitWords = {
  notFound: (path: string): JsonAnswer =>
    isServing(path) ? noSuchServing() : { status: 404, body: { error: 'Not Found' } },
  wrongMethod: (path: string): JsonAnswer =>
    isServing(path) ? { status: 405 } : { status: 405, body: { error: 'Method Not Allowed' } },
  badJson: (path: string): JsonAnswer =>
    isServing(path) ? loraxWords.badJson() : { status: 400, body: { error: 'invalid JSON body' } },
  crash: (path: string): JsonAnswer =>
    isServing(path) ? { status: 500 } : { status: 500, body: { error: 'internal server error' } },
};

const elsewhere = 'https://www.rubrik.com/products/predibase';

/** The address answers, the service does not: a client that follows this hands its token to another site. */
export function gone(): Refusal {
  const value = `<html><head><title>301 Moved Permanently</title></head><body><a href="${elsewhere}">moved</a></body></html>`;
  return new Refusal(
    { status: 301, headers: { location: elsewhere }, text: { type: 'text/html', value } },
    'not the API any more',
  );
}
