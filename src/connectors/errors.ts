import { t } from '@vscode/l10n';
import type { PlatformId } from './domain.ts';

/** What went wrong, in terms that a caller can act on; the platform's own word is kept beside it. */
export type ErrorCode =
  | 'unauthorized' // the key is missing, wrong or revoked
  | 'forbidden' // the key is good but may not do this
  | 'payment-required' // no credit, spending limit, billing block
  | 'not-found'
  | 'already-exists'
  | 'conflict' // someone else changed it, or a rollout holds a lock
  | 'invalid' // the platform refuses the request as written
  | 'quota-exceeded' // an account limit: waiting does not help
  | 'no-capacity' // the platform has no such hardware free now
  | 'rate-limited' // waiting helps: see retryAfterMs
  | 'not-ready' // exists but cannot serve yet (stopped, starting)
  | 'not-routed' // runs, but no traffic reaches it
  | 'adapter-failed' // the server could not fetch or load the adapter that was asked for
  | 'unsupported' // this platform or account has no such feature
  | 'retired' // it had, and switched it off
  | 'unavailable' // 5xx, gateway, overloaded
  | 'network' // no connection: DNS, TLS, refused, reset
  | 'timeout'
  | 'broken-stream' // the answer began and did not end
  | 'malformed' // the answer is not what the platform documents
  | 'outcome-unknown' // a create was sent and no answer came: it may or may not exist
  | 'cancelled';

/** An error as plain data: what crosses to a webview and into the store. Never holds a key. */
export interface ErrorData {
  code: ErrorCode;
  platform?: PlatformId;
  /** One sentence: what happened. */
  message: string;
  /** One sentence: what to do about it. */
  hint?: string;
  /** HTTP status, when there was an answer. */
  status?: number;
  /** The platform's own code or message, verbatim after redaction. */
  platformCode?: string;
  platformMessage?: string;
  /** The platform's request id: support asks for it. */
  requestId?: string;
  /** Milliseconds that the platform asks to wait. */
  retryAfterMs?: number;
  /** The form field that the error is about, when known. */
  field?: string;
  /** Something that Slipway can do about it when the person asks for it. */
  remedy?: Remedy;
}

/** `install-python-client`: Modal's client in a terminal. `issue-credential`: `ConnectorDefinition.issued`. */
export type Remedy = 'install-python-client' | 'choose-python' | 'issue-credential' | 'manage-trust';

/** The one error type of Slipway. Made where the cause is known, shown once where the user looks. */
export class PlatformError extends Error {
  readonly data: ErrorData;

  constructor(data: ErrorData, cause?: unknown) {
    super(data.message, cause === undefined ? undefined : { cause });
    this.name = 'PlatformError';
    this.data = data;
  }

  get code(): ErrorCode {
    return this.data.code;
  }

  /** Anything thrown, as a PlatformError. An abort is `cancelled`; the unforeseen is `malformed`. */
  static from(error: unknown, platform?: PlatformId): PlatformError {
    if (error instanceof PlatformError) return error;
    const base = platform === undefined ? {} : { platform };
    if (isAbort(error))
      return new PlatformError({ ...base, code: 'cancelled', message: t('Cancelled.') }, error);
    const message = error instanceof Error ? error.message : String(error);
    return new PlatformError(
      { ...base, code: 'malformed', message: t`Unexpected failure: ${message}` },
      error,
    );
  }
}

/** Whether the person (or a closing panel) ended it. A timeout is not a cancellation. */
export function isCancelled(error: unknown): boolean {
  return isAbort(error) || (error instanceof PlatformError && error.code === 'cancelled');
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
