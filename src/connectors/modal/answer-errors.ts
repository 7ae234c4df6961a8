import { t } from '@vscode/l10n';
import { PlatformError } from '../errors.ts';
import type { ErrorCode, ErrorData } from '../errors.ts';
import type { HttpResponse } from '../http-response.ts';
import { serverFault } from '../openai-chat.ts';
import type { ServerFault } from '../openai-chat.ts';
import { excerpt } from '../redact.ts';
import type { Redact } from '../redact.ts';
import { askedWait } from '../retry.ts';
import { problem, sentence } from './errors.ts';
import type { ServedPart } from './served.ts';

export interface Refused {
  part: ServedPart;
  redact: Redact;
  now: number;
  tokenSent: boolean;
}

export function noProxyToken(): PlatformError {
  return problem('unauthorized', t('It needs a proxy token, and none is kept here.'), {
    hint: t('Make one, or enter one under Manage Platforms. Nothing was sent.'),
    remedy: 'issue-credential',
  });
}

export function redirectRefused(to: URL | undefined, status: number): ErrorData {
  return {
    platform: 'modal',
    code: 'network',
    message: t`Its address answered with a redirect${to ? t` to ${to.host}` : ''}, which was not followed so that the proxy token stays where it belongs.`,
    hint: t('Look at its page on Modal, and whether a proxy or sign-in page stands in between.'),
    status,
  };
}

/** What an answer that is none says: Modal’s proxy in plain words, the server in the container as JSON. */
export async function failureOf(response: HttpResponse, refused: Refused): Promise<PlatformError> {
  const { status, requestId } = response;
  const body = await response.text().catch(() => '');
  const fault = faultIn(body);
  const { redact, now } = refused;
  const said = excerpt(fault?.message ?? plain(body), redact);
  const wait = askedWait(response.headers, [{ header: 'retry-after', unit: 'seconds-or-date' }], now);
  const data = fault ? ofServer(status, fault, said) : ofProxy(status, said, refused);
  return new PlatformError({
    platform: 'modal',
    ...data,
    status,
    ...(said === '' ? {} : { platformMessage: said }),
    ...(fault?.type === undefined ? {} : { platformCode: excerpt(fault.type, redact) }),
    ...(requestId === undefined ? {} : { requestId: redact(requestId) }),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}

/** Of an error in the middle of a stream. */
export function faultInStream(fault: ServerFault, redact: Redact): PlatformError {
  return problem('unavailable', t`The server broke off: ${sentence(excerpt(fault.message, redact))}`, {
    hint: t('Its log may say why. What came so far is shown.'),
    ...(fault.type === undefined ? {} : { platformCode: excerpt(fault.type, redact) }),
  });
}

type Told = Pick<ErrorData, 'code' | 'message' | 'hint' | 'remedy' | 'field'>;

/** Modal’s proxy answers before a container does; only the number of the status is sure. */
function ofProxy(status: number, said: string, { part, tokenSent }: Refused): Told {
  const words = said === '' ? '' : t` It says: ${sentence(said)}`;
  switch (status) {
    case 401:
      return {
        code: 'unauthorized',
        message: tokenSent ? t('Modal refuses the proxy token.') : t('It needs a proxy token.'),
        hint: tokenSent
          ? t(
              'It may be revoked, or not be for this environment. Make a new one, or enter another under Manage Platforms.',
            )
          : t('Make one, or enter one under Manage Platforms.'),
        remedy: 'issue-credential',
      };
    case 404:
      return /stopped/i.test(said)
        ? { code: 'not-ready', message: t('It is stopped.'), hint: t('Start it, then test it again.') }
        : {
            code: 'not-found',
            message: t`Nothing answers at this address.${words}`,
            hint: t('Refresh the list. An app that serves no OpenAI routes cannot be tested here.'),
          };
    case 503:
      return part.kind === 'server' || /modal-http|no container/i.test(said)
        ? {
            code: 'not-ready',
            message: t('No container was ready in time.'),
            hint: t('Its log says how the start goes. Then test it again.'),
          }
        : { code: 'unavailable', message: t`It cannot answer now.${words}`, hint: t('Try again.') };
    default:
      return byStatus(status, said === '' ? t`It answered with status ${status}.` : sentence(said));
  }
}

function ofServer(status: number, { param }: ServerFault, words: string): Told {
  const said = sentence(words);
  if (status === 401)
    return {
      code: 'unauthorized',
      message: said,
      hint: t('The server in the container asks for a key of its own, which Slipway does not send.'),
    };
  if (status === 404 && (param === 'model' || /model/i.test(said)))
    return { code: 'invalid', message: said, hint: t('Choose another adapter, or none.'), field: 'adapter' };
  return byStatus(status, said);
}

function byStatus(status: number, message: string): Told {
  const codes: Record<number, ErrorCode> = {
    403: 'forbidden',
    404: 'not-found',
    408: 'timeout',
    429: 'rate-limited',
    503: 'unavailable',
    504: 'timeout',
  };
  const code = codes[status] ?? (status >= 500 ? 'unavailable' : 'invalid');
  const hint =
    status >= 500
      ? t('Its log may say why.')
      : status === 429
        ? t('Wait a little, then try again.')
        : undefined;
  return { code, message, ...(hint === undefined ? {} : { hint }) };
}

function faultIn(body: string): ServerFault | undefined {
  try {
    return serverFault(JSON.parse(body));
  } catch {
    return undefined;
  }
}

/** A page of HTML says nothing to people. */
function plain(body: string): string {
  return /^\s*</.test(body) ? '' : body.trim();
}
