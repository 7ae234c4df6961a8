import { askedWait, longestWait } from '../retry.ts';
import type { ErrorBody } from './error-body.ts';

/**
 * How long a throttled request waits, in ms: the header that all official clients read, then what real answers
 * say in their body, the header of the limit, and the sentence of the documentation
 * (replicate.com/docs/topics/predictions/rate-limits). Undefined = it does not say.
 */
export function askedDelay(headers: Headers, body: ErrorBody, now: number): number | undefined {
  const first =
    askedWait(headers, [{ header: 'retry-after', unit: 'seconds-or-date' }], now) ??
    (body.retryAfter === undefined ? undefined : Math.round(body.retryAfter * 1000)) ??
    askedWait(headers, [{ header: 'ratelimit-reset', unit: 'seconds' }], now) ??
    inWords(body.detail);
  return first === undefined ? undefined : Math.min(first, longestWait);
}

function inWords(detail: string | undefined): number | undefined {
  const seconds = /~(\d+(?:\.\d+)?)\s*s\b/.exec(detail ?? '')?.[1];
  return seconds === undefined ? undefined : Math.round(Number(seconds) * 1000);
}
