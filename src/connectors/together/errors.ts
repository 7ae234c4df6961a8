import { t } from '@vscode/l10n';
import type { HttpResponse } from '../http-response.ts';
import { PlatformError } from '../errors.ts';
import type { ErrorData } from '../errors.ts';
import { excerpt } from '../redact.ts';
import type { Redact } from '../redact.ts';
import { askedWait } from '../retry.ts';
import type { WaitForm } from '../retry.ts';
import { errorFromValue, readErrorBody } from './error-body.ts';
import type { ErrorBody } from './error-body.ts';
import { errorRules, statusRule } from './error-table.ts';

/** The SDK's order, then the header of docs.together.ai: docs/rate-limits. */
export const waitForms: readonly WaitForm[] = [
  { header: 'retry-after-ms', unit: 'milliseconds' },
  { header: 'retry-after', unit: 'seconds-or-date' },
  { header: 'x-ratelimit-reset', unit: 'seconds' },
];

/** An answer with a status of 400 and above, read to its end, as an error. */
export async function errorOf(response: HttpResponse, redact: Redact, now: number): Promise<PlatformError> {
  const body = readErrorBody(await response.text().catch(() => ''));
  const { status, headers, requestId } = response;
  // Only here: `retry-after` was seen on successful answers too, where it means nothing.
  const wait = status === 429 || status === 503 ? askedWait(headers, waitForms, now) : undefined;
  return new PlatformError({
    ...describe(status, body, redact),
    ...(requestId === undefined ? {} : { requestId: redact(requestId) }),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}

/** An `error` inside a stream that began with 200: what it says decides, there is no status to go by. */
export function errorInStream(value: unknown, redact: Redact): ErrorData {
  const body = errorFromValue(value);
  const rule = ruleFor(undefined, body);
  const status = Number(body.code);
  if (rule || (status >= 400 && status < 600)) return describe(rule ? undefined : status, body, redact);
  return {
    ...described(body, redact),
    platform: 'together',
    code: 'unavailable',
    message: t`Together AI ended the answer with an error${body.message === undefined ? '.' : `: ${sentence(excerpt(body.message, redact))}`}`,
    hint: t('Try again.'),
  };
}

export function describe(status: number | undefined, body: ErrorBody, redact: Redact): ErrorData {
  const rule = ruleFor(status, body);
  const fallback = statusRule(status ?? 500);
  const { code, message, hint } = rule ?? fallback;
  const field = rule?.field ?? body.param;
  // Without a rule the platform's own sentence is the best explanation there is.
  const own =
    rule || body.message === undefined
      ? message
      : `${message.replace(/\.$/, '')}: ${sentence(excerpt(body.message, redact))}`;
  return {
    platform: 'together',
    code,
    message: own,
    ...(hint === undefined ? {} : { hint }),
    ...(status === undefined ? {} : { status }),
    ...described(body, redact),
    ...(field === undefined ? {} : { field }),
  };
}

function described(body: ErrorBody, redact: Redact): Pick<ErrorData, 'platformCode' | 'platformMessage'> {
  const word = body.code ?? body.type;
  return {
    ...(word === undefined ? {} : { platformCode: excerpt(word, redact) }),
    ...(body.message === undefined ? {} : { platformMessage: excerpt(body.message, redact) }),
  };
}

function ruleFor(status: number | undefined, body: ErrorBody) {
  const text = `${body.code ?? ''}\n${body.message ?? ''}`;
  return errorRules.find(
    (rule) => (status === undefined || !rule.status || rule.status.includes(status)) && rule.says.test(text),
  );
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** Whether the answer is the 400 with which v2 refuses a key that it does not define, and which one. */
export function unknownField(error: unknown): string | undefined {
  if (!(error instanceof PlatformError) || error.data.status !== 400) return undefined;
  const match = /unknown field\W+([A-Za-z_.]+)/i.exec(error.data.platformMessage ?? '');
  return match?.[1];
}
