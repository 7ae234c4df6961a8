import { t } from '@vscode/l10n';
import { PlatformError } from '../errors.ts';
import type { ErrorCode, ErrorData } from '../errors.ts';
import type { HttpResponse } from '../http-response.ts';
import { excerpt } from '../redact.ts';
import type { Redact } from '../redact.ts';
import { wordTable } from '../word-table.ts';
import { readErrorBody } from './error-body.ts';
import type { ErrorBody } from './error-body.ts';
import { billingPage } from './ids.ts';
import { sentence } from './units.ts';
import { askedDelay } from './waits.ts';

/** An answer with a status of 400 and above, read to its end, as an error. */
export async function errorOf(response: HttpResponse, redact: Redact, now: number): Promise<PlatformError> {
  const body = readErrorBody(await response.text().catch(() => ''));
  const { status, headers, requestId } = response;
  const wait = status === 429 || status === 503 ? askedDelay(headers, body, now) : undefined;
  return new PlatformError({
    ...describe(status, body, redact),
    ...(requestId === undefined ? {} : { requestId: redact(requestId) }),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}

export function describe(status: number, body: ErrorBody, redact: Redact): ErrorData {
  const { code, message, hint, ownWords } = ruleFor(status, body);
  const [first] = body.fields;
  const said = first?.message ?? firstLine(body.detail) ?? body.title;
  const field = first && fieldName(first.path);
  const whole = body.detail ?? body.title;
  return {
    platform: 'replicate',
    code,
    message:
      said === undefined || !ownWords
        ? message
        : `${message.replace(/\.$/, '')}: ${sentence(excerpt(labelled(first?.path, said), redact))}`,
    ...(hint === undefined ? {} : { hint }),
    status,
    ...(whole === undefined ? {} : { platformMessage: excerpt(whole, redact) }),
    ...(field === undefined ? {} : { field }),
  };
}

interface Rule {
  code: ErrorCode;
  message: string;
  hint?: string;
  /** Whether the platform's own words belong into the sentence. */
  ownWords?: boolean;
}

function ruleFor(status: number, body: ErrorBody): Rule {
  if (status === 409 || body.fields.some(({ message }) => /already exists/i.test(message)))
    return /already exists/i.test(
      `${body.detail ?? ''} ${body.fields.map(({ message }) => message).join(' ')}`,
    )
      ? {
          code: 'already-exists',
          message: t('Replicate refused the name.'),
          hint: t('Choose another name.'),
          ownWords: true,
        }
      : { ...refused, code: 'conflict' };
  return (
    rules[status] ?? (status >= 500 ? { ...failing, message: t`Replicate failed with ${status}.` } : refused)
  );
}

const refused: Rule = {
  code: 'invalid',
  message: t('Replicate refused the request.'),
  hint: t('Correct what it names and try again.'),
  ownWords: true,
};
const failing: Rule = {
  code: 'unavailable',
  message: t('Replicate failed.'),
  hint: t('Try again; if it stays so, look at https://www.replicatestatus.com.'),
};
// Which of the two the platform answers where a token has no access is not documented.
const unreachable: Rule = {
  code: 'not-found',
  message: t('It was not found on Replicate, or this token has no access to it.'),
  hint: t('Refresh the list, and check that the token is of the right account.'),
};

const rules: Record<number, Rule> = {
  400: refused,
  401: {
    code: 'unauthorized',
    message: t('Replicate does not accept the token.'),
    hint: t(
      'Enter an API token that begins with r8_; a CLI token of replicate.com/auth/token is another kind.',
    ),
  },
  402: {
    code: 'payment-required',
    message: t('Replicate asks for payment.'),
    hint: t`Set up billing or buy credit at ${billingPage}, and wait a few minutes after that.`,
    ownWords: true,
  },
  403: {
    ...unreachable,
    code: 'forbidden',
    hint: t`Check that the token is of the right account, and that its billing is set up at ${billingPage}.`,
    ownWords: true,
  },
  404: unreachable,
  413: {
    code: 'invalid',
    message: t('What was sent is too large for Replicate.'),
    hint: t('Send a smaller file, or its URL.'),
    ownWords: true,
  },
  422: refused,
  429: {
    code: 'rate-limited',
    message: t('Replicate limits the rate of requests.'),
    hint: t`Wait a moment. With little credit the limit is 6 predictions a minute: see ${billingPage}.`,
  },
};

const configFields = wordTable<string>({
  name: 'name',
  model: 'model',
  version: 'variant',
  hardware: 'instanceType',
  min_instances: 'minReplicas',
  max_instances: 'maxReplicas',
});

/** The field of our forms that a path of the platform is about. */
function fieldName(path: string): string | undefined {
  if (path.startsWith('input.')) return `inputs.${path.slice('input.'.length)}`;
  return configFields[path];
}

function labelled(path: string | undefined, said: string): string {
  const name = path?.replace(/^input\./, '') ?? '';
  return name === '' || path === 'input' || said.includes(name) ? said : `${name}: ${said}`;
}

/** Of a heading with a list of bullets, the heading says nothing: the first bullet is the reason. */
function firstLine(detail: string | undefined): string | undefined {
  const lines = detail?.split('\n').map((line) => line.trim()) ?? [];
  const bullet = lines.find((line) => line.startsWith('- '));
  return bullet?.slice(2) ?? lines.find((line) => line !== '');
}

export function invalid(message: string, field?: string, hint?: string): PlatformError {
  return new PlatformError({
    platform: 'replicate',
    code: 'invalid',
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(field === undefined ? {} : { field }),
  });
}

export function malformed(message: string): PlatformError {
  return new PlatformError({
    platform: 'replicate',
    code: 'malformed',
    message,
    hint: t('Check that the base URL is the right one; if it is, please report this.'),
  });
}

export function statusOf(error: unknown): number | undefined {
  return error instanceof PlatformError ? error.data.status : undefined;
}
