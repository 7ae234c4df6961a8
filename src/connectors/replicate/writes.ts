import { isCancelled, PlatformError } from '../errors.ts';
import { NetworkError } from '../http-failure.ts';

/** Whether a write may have happened although it failed. */
export function isUncertain(error: unknown): boolean {
  if (isCancelled(error)) return false;
  if (error instanceof NetworkError) return !error.neverSent;
  if (!(error instanceof PlatformError)) return false;
  const { status, code } = error.data;
  if (status !== undefined && status >= 400) return status >= 500 || status === 408;
  return code === 'timeout' || code === 'broken-stream' || code === 'malformed';
}

export function outcomeUnknown(what: string, hint: string, cause: unknown): PlatformError {
  return new PlatformError({ platform: 'replicate', code: 'outcome-unknown', message: what, hint }, cause);
}
