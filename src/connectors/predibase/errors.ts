import { t } from '@vscode/l10n';
import { PlatformError } from '../errors.ts';
import type { ErrorCode, ErrorData } from '../errors.ts';
import { NetworkError } from '../http-failure.ts';
import type { HttpResponse } from '../http-response.ts';
import { excerpt } from '../redact.ts';
import type { Redact } from '../redact.ts';
import { askedWait } from '../retry.ts';
import { messageOf } from './error-body.ts';

const setting = 'slipway.predibase.baseUrl.gateway';

/** An answer that is a failure, read to its end. */
export async function errorOf(
  response: HttpResponse,
  redact: Redact,
  now: number,
  read: boolean,
): Promise<PlatformError> {
  const { message } = messageOf(redact(await response.text().catch(() => '')));
  return failure(response, message, redact, now, read);
}

/** Predibase documents no status codes, so only what the classes say is relied on. */
export function failure(
  { status, headers }: Pick<HttpResponse, 'status' | 'headers'>,
  said: string | undefined,
  redact: Redact,
  now: number,
  read: boolean,
): PlatformError {
  const { code, message, hint } = meaning(status, read);
  const own = said === undefined ? undefined : excerpt(said, redact);
  const wait =
    status === 429 || status === 503
      ? askedWait(headers, [{ header: 'retry-after', unit: 'seconds-or-date' }], now)
      : undefined;
  const trace = traceOf(headers);
  return new PlatformError({
    platform: 'predibase',
    code,
    message: own === undefined ? `${message}.` : `${message}: ${sentence(own)}`,
    ...(hint === undefined ? {} : { hint }),
    status,
    ...(own === undefined ? {} : { platformMessage: own }),
    ...(trace === undefined ? {} : { requestId: redact(trace) }),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}

function meaning(status: number, read: boolean): { code: ErrorCode; message: string; hint?: string } {
  const check = t(
    'Check the API token (Predibase: Settings › My Profile), and that it belongs to this installation.',
  );
  if (status === 401)
    return { code: 'unauthorized', message: t('Predibase does not accept the API token'), hint: check };
  if (status === 403)
    return {
      code: 'forbidden',
      message: t('Predibase does not allow this'),
      hint: t('Check the API token, and whether the plan of the account includes what was asked for.'),
    };
  if (status === 409) return { code: 'conflict', message: t('Predibase is at odds with it') };
  if (status === 404) return { code: 'not-found', message: t('Predibase does not know it') };
  if (status === 429)
    return { code: 'rate-limited', message: t('Predibase asks to wait'), hint: t('Try again in a while.') };
  if (status >= 500)
    return { code: 'unavailable', message: t`Predibase failed (HTTP ${status})`, hint: t('Try again.') };
  if (status >= 400) return { code: 'invalid', message: t`Predibase refuses it (HTTP ${status})` };
  // Legacy paths answer 200 and say in the body that it failed (SDK: predibase/pql/api.py).
  return read
    ? { code: 'unavailable', message: t('Predibase reports a failure'), hint: t('Try again.') }
    : { code: 'invalid', message: t('Predibase reports a failure') };
}

/** The control plane never redirects. What stands at its address then is something else, and gets no token. */
export function redirected(from: string): (to: URL | undefined, status: number) => PlatformError {
  return (to, status) => {
    const sold = to !== undefined && /(^|\.)rubrik\.com$/.test(to.hostname);
    const target = to === undefined ? t('another address') : to.host;
    return new PlatformError({
      platform: 'predibase',
      code: 'retired',
      message: sold
        ? t`The service is no longer offered at this address: ${from} answers with a redirect to ${target}.`
        : t`${from} answers with a redirect to ${target}: this is not the Predibase API any more.`,
      hint: t`For a private installation set its address in ${setting}; LoRAX servers of your own work without one.`,
      status,
    });
  };
}

/** A name that is gone or a certificate of somebody else says nothing about the token. */
export function unreachable(error: PlatformError): PlatformError {
  if (!(error instanceof NetworkError) || !error.neverSent || error.code !== 'network') return error;
  const hint = t`Check the connection and the proxy; Predibase’s own service may be closed, and a private installation needs its address in ${setting}.`;
  return new NetworkError({ ...error.data, hint }, error.neverSent, error.cause);
}

export function malformed(what: string): PlatformError {
  return new PlatformError({
    platform: 'predibase',
    code: 'malformed',
    message: what,
    hint: t`Check that ${setting} is the address of a Predibase API.`,
  });
}

export function problem(
  code: ErrorCode,
  message: string,
  more: Pick<ErrorData, 'hint' | 'field'> = {},
): PlatformError {
  return new PlatformError({ platform: 'predibase', code, message, ...more });
}

/** `b3` is trace, span and flag; 0 stands for none (SDK: predibase/pql/api.py). */
export function traceOf(headers: Headers): string | undefined {
  const trace = headers.get('b3')?.split('-')[0] ?? headers.get('x-b3-traceid') ?? '';
  return trace === '' || /^0+$/.test(trace) ? undefined : trace;
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
