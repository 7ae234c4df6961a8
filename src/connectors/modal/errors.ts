import { t } from '@vscode/l10n';
import type { ErrorCode, ErrorData } from '../errors.ts';
import { isCancelled, PlatformError } from '../errors.ts';
import { excerpt } from '../redact.ts';
import type { Redact } from '../redact.ts';

/** Status codes of gRPC that Modal uses (grpc.io, "Status codes and their use in gRPC"). */
const grpc = {
  cancelled: 1,
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  aborted: 10,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

interface Rule {
  code: ErrorCode;
  message: string;
  hint?: string;
  /** Whether Modal's own words are the better message. */
  ownWords?: true;
}

const rules: Record<number, Rule> = {
  [grpc.invalidArgument]: { code: 'invalid', message: t('Modal refuses the request.'), ownWords: true },
  [grpc.deadlineExceeded]: {
    code: 'timeout',
    message: t('Modal did not answer in time.'),
    hint: t('Try again.'),
  },
  [grpc.notFound]: {
    code: 'not-found',
    message: t('Modal does not know it.'),
    hint: t('Refresh the list.'),
    ownWords: true,
  },
  [grpc.alreadyExists]: {
    code: 'already-exists',
    message: t('The name is taken.'),
    hint: t('Choose another name.'),
    ownWords: true,
  },
  [grpc.permissionDenied]: {
    code: 'forbidden',
    message: t('The token may not do this, or the plan does not have it.'),
    hint: t('Ask the owner of the workspace for the role, or look at the plan.'),
    ownWords: true,
  },
  [grpc.resourceExhausted]: {
    code: 'quota-exceeded',
    message: t('A limit of the workspace is reached.'),
    hint: t('Stop something, wait, or raise the limit in Modal’s settings.'),
    ownWords: true,
  },
  [grpc.failedPrecondition]: {
    code: 'conflict',
    message: t('Its state does not allow this now.'),
    hint: t('Refresh the list.'),
    ownWords: true,
  },
  [grpc.aborted]: {
    code: 'conflict',
    message: t('Something else is changing it.'),
    hint: t('Try again.'),
    ownWords: true,
  },
  [grpc.unimplemented]: { code: 'unsupported', message: t('Modal’s server does not have this.') },
  [grpc.internal]: {
    code: 'unavailable',
    message: t('Modal had an internal error.'),
    hint: t('Try again.'),
    ownWords: true,
  },
  [grpc.unknown]: {
    code: 'unavailable',
    message: t('Modal had an error.'),
    hint: t('Try again.'),
    ownWords: true,
  },
  [grpc.unavailable]: {
    code: 'unavailable',
    message: t('Modal’s server is not available now.'),
    hint: t('Try again in a minute.'),
  },
  [grpc.unauthenticated]: {
    code: 'unauthorized',
    message: t('Modal refuses the token.'),
    hint: t('It may be wrong, expired or revoked. Connect again with a new one.'),
  },
};

/** The same code, made by the client itself, says that there was no connection. */
const unconnected: Rule = {
  code: 'network',
  message: t('Modal could not be reached.'),
  hint: t(
    'Check the connection. A proxy has to be set in the variable https_proxy: Modal’s client does not see the editor’s.',
  ),
};
/** What the client says of an answer that came in part, or that it cannot read. */
const brokenOff: Rule = {
  code: 'broken-stream',
  message: t('Modal broke off in the middle of its answer.'),
  hint: t('Try again.'),
};
const unreadable: Rule = {
  code: 'malformed',
  message: t('Modal’s answer could not be read.'),
  hint: t('Check that the base URL is the right one; if it is, please report this.'),
};
const ownWordsOfNetwork =
  /no connection established|connection dropped|name resolution|ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|socket|certificate|TLS|RST_STREAM/i;

/** It asks to wait longer than one call does. */
const throttled: Rule = { code: 'rate-limited', message: t('Modal asks to send fewer requests.') };

export interface Circumstances {
  /** Name of the call. */
  call: string;
  redact: Redact;
  /** It creates something and was sent once. */
  once: boolean;
  /** The server asked to wait so long, in ms. */
  retryAfterMs?: number | undefined;
}

/** What a call threw, as a PlatformError. An abort stays one. */
export function problemOf(error: unknown, { call, redact, once, retryAfterMs }: Circumstances): unknown {
  if (error instanceof PlatformError || isCancelled(error)) return error;
  if (!isStatus(error)) return unforeseen(error, call, redact, once);
  const { code, details } = error;
  const rule = retryAfterMs === undefined ? ruleOf(code, details) : throttled;
  if (once && lost(code) && rule !== throttled && !isAtDoor(error)) return lostOutcome(call);
  const said = excerpt(details, redact);
  const data: ErrorData = {
    platform: 'modal',
    code: rule.code,
    message: rule.ownWords && said !== '' ? sentence(said) : rule.message,
    ...(rule.hint === undefined ? {} : { hint: rule.hint }),
    platformCode: `${call} ${code}`,
    ...(said === '' ? {} : { platformMessage: said }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
  return new PlatformError(data, error);
}

function ruleOf(code: number, details: string): Rule {
  if (code === grpc.unavailable && ownWordsOfNetwork.test(details)) return unconnected;
  if (code === grpc.internal && /message parsing error/i.test(details)) return unreadable;
  if (code === grpc.internal && /without gRPC status|RST_STREAM/i.test(details)) return brokenOff;
  return rules[code] ?? { code: 'unavailable', message: t('Modal had an error.'), hint: t('Try again.') };
}

/**
 * The client asks for a short-lived token before it makes a call. What fails there has not been sent; and there is
 * no limit of a workspace on it, only one on the rate.
 */
export function isAtDoor(error: unknown): boolean {
  return isStatus(error) && error.path?.endsWith('/AuthTokenGet') === true;
}

export function isThrottledAtDoor(error: unknown): boolean {
  return isAtDoor(error) && isStatus(error) && error.code === grpc.resourceExhausted;
}

/** The client itself gave up, for a reason that is none of the network’s. */
function unforeseen(error: unknown, call: string, redact: Redact, once: boolean): PlatformError {
  if (once) return lostOutcome(call);
  const said = error instanceof Error ? excerpt(error.message, redact) : '';
  return problem(
    'malformed',
    t`Modal’s client could not make the call: ${sentence(said || t('no reason given'))}`,
    {
      hint: t('Try again; if it stays so, please report this.'),
      platformCode: call,
    },
  );
}

/** Not on this server, not on this plan, or not for this role: the feature is shown as absent. */
export function isMissing(error: unknown): error is PlatformError {
  return error instanceof PlatformError && (error.code === 'unsupported' || error.code === 'forbidden');
}

export function problem(code: ErrorCode, message: string, more: Partial<ErrorData> = {}): PlatformError {
  return new PlatformError({ platform: 'modal', code, message, ...more });
}

/** The answer of a call that changes something did not arrive. */
const lost = (code: number): boolean =>
  code === grpc.unavailable ||
  code === grpc.deadlineExceeded ||
  code === grpc.internal ||
  code === grpc.unknown;

function lostOutcome(call: string): PlatformError {
  return problem('outcome-unknown', t('Modal’s answer was lost: it may have been done or not.'), {
    hint: t('Look at the list before trying again.'),
    platformCode: call,
  });
}

/** nice-grpc's ClientError, told by its shape: the class is in a file that is read late. */
function isStatus(error: unknown): error is Error & { code: number; details: string; path?: string } {
  return (
    error instanceof Error &&
    typeof (error as { code?: unknown }).code === 'number' &&
    typeof (error as { details?: unknown }).details === 'string'
  );
}

/** The first line, with its end. */
export function sentence(text: string): string {
  const first = text.split('\n')[0] ?? text;
  return /[.!?…]$/.test(first) ? first : `${first}.`;
}
