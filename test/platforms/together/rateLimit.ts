import type { Fault } from '../kit/faults.ts';

export interface RateLimit {
  readonly errorType?: 'dynamic_request_limited' | 'dynamic_token_limited';
  /** No document says where `error_type` stands: `top` is beside `error`, `none` leaves it out. */
  readonly placement?: 'type' | 'code' | 'error_type' | 'top' | 'none';
  /** Seconds, sent as `x-ratelimit-reset`; `null` sends no header. */
  readonly resetSeconds?: number | null;
  readonly headers?: Record<string, string>;
}

export function rateLimitFault(limit: RateLimit): Fault {
  const { errorType = 'dynamic_request_limited', placement = 'type', resetSeconds = 1, headers = {} } = limit;
  const error: Record<string, unknown> = {
    message: 'rate limited',
    type: 'invalid_request_error',
    param: null,
    code: null,
  };
  if (placement === 'type' || placement === 'code' || placement === 'error_type')
    error[placement] = errorType;
  return {
    kind: 'status',
    status: 429,
    body: { error, ...(placement === 'top' ? { error_type: errorType } : {}) },
    headers: { ...(resetSeconds === null ? {} : { 'x-ratelimit-reset': String(resetSeconds) }), ...headers },
  };
}
