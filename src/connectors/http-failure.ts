import { t } from '@vscode/l10n';
import type { PlatformId } from './domain.ts';
import { PlatformError } from './errors.ts';
import type { ErrorData } from './errors.ts';

/** A failure below HTTP. `neverSent` = the connection did not come about, so nothing can have happened. */
export class NetworkError extends PlatformError {
  readonly neverSent: boolean;

  constructor(data: ErrorData, neverSent: boolean, cause?: unknown) {
    super(data, cause);
    this.neverSent = neverSent;
  }
}

interface Where {
  platform: PlatformId;
  platformName: string;
  host: string;
  /** Set when our own first-byte timer ended it. */
  lateAfter?: number | undefined;
}

export function networkFailure(error: unknown, where: Where): NetworkError {
  const { platform, platformName, host, lateAfter } = where;
  if (lateAfter !== undefined)
    return new NetworkError(
      {
        platform,
        code: 'timeout',
        message: t`${platformName} did not answer within ${Math.round(lateAfter / 1000)} s.`,
        hint: t('Try again; if it stays so, look at the status page of the platform.'),
      },
      false,
    );
  if (proxyRefused(error)) return proxyFailure(where);
  const code = systemCode(error);
  const known = code === undefined ? undefined : causes[code];
  const certificate = code !== undefined && /CERT|SSL|TLS|SELF_SIGNED|ISSUER|UNABLE_TO/.test(code);
  const described =
    known?.text ?? (certificate ? t('its certificate is not trusted') : t('the connection failed'));
  return new NetworkError(
    {
      platform,
      code: code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT' ? 'timeout' : 'network',
      message: t`${platformName} could not be reached at ${host}: ${described}${code === undefined ? '' : ` (${code})`}.`,
      hint: certificate
        ? t(
            'Behind a company proxy, let the editor use the system certificates (setting http.systemCertificates).',
          )
        : t('Check the connection, the proxy settings and the base URL.'),
    },
    known?.neverSent ?? certificate,
    error,
  );
}

/** A proxy on the way wants to know who asks (407): nothing reached the platform, and the key is as good as before. */
function proxyFailure({ platform, platformName, host }: Where): NetworkError {
  return new NetworkError(
    {
      platform,
      code: 'network',
      message: t`${platformName} could not be reached at ${host}: the proxy in between refused the connection.`,
      hint: t('Check the proxy settings of the editor, and whether the proxy asks for a sign-in.'),
    },
    true,
  );
}

/** undici has no code of its own for it. */
function proxyRefused(error: unknown): boolean {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; depth++) {
    if (/^Proxy response \(\d+\)/.test(at.message)) return true;
    at = at.cause;
  }
  return false;
}

const causes: Record<string, { text: string; neverSent: boolean }> = {
  ENOTFOUND: { text: t('the name is not known'), neverSent: true },
  EAI_AGAIN: { text: t('the name could not be looked up'), neverSent: true },
  ECONNREFUSED: { text: t('the connection was refused'), neverSent: true },
  EHOSTUNREACH: { text: t('no route to the host'), neverSent: true },
  ENETUNREACH: { text: t('no network'), neverSent: true },
  UND_ERR_CONNECT_TIMEOUT: { text: t('no connection in time'), neverSent: true },
  ETIMEDOUT: { text: t('the connection timed out'), neverSent: false },
  ECONNRESET: { text: t('the connection was reset'), neverSent: false },
  EPIPE: { text: t('the connection was closed'), neverSent: false },
  UND_ERR_SOCKET: { text: t('the connection was closed'), neverSent: false },
};

/** fetch hides the reason in `cause`, sometimes in a list of one per address that was tried. */
function systemCode(error: unknown): string | undefined {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; depth++) {
    if ('code' in at && typeof at.code === 'string' && at.code !== '') return at.code;
    at = at instanceof AggregateError ? at.errors[0] : at.cause;
  }
  return undefined;
}
