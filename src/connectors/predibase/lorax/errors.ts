import { t } from '@vscode/l10n';
import { PlatformError } from '../../errors.ts';
import type { ErrorData } from '../../errors.ts';
import type { HttpResponse } from '../../http-response.ts';
import { excerpt } from '../../redact.ts';
import type { Redact } from '../../redact.ts';
import { askedWait } from '../../retry.ts';
import type { WaitForm } from '../../retry.ts';
import type { AskedAdapter } from './adapter.ts';
import { adapterFailure } from './adapter-errors.ts';
import { readErrorBody } from './error-body.ts';
import type { LoraxErrorBody } from './error-body.ts';
import { nameOf, statusRule } from './status-errors.ts';

/** What an error is read with: who was asked, for what, and what must not be seen. */
export interface Asked {
  kind: 'server' | 'gateway';
  redact: Redact;
  adapter?: AskedAdapter | undefined;
  /** A token for the adapter's source went along. */
  tokenSent?: boolean;
}

const waitForms: readonly WaitForm[] = [{ header: 'retry-after', unit: 'seconds-or-date' }];

/** An answer that is no success, read to its end. */
export async function errorOf(response: HttpResponse, asked: Asked, now: number): Promise<PlatformError> {
  const body = readErrorBody(asked.redact(await response.text().catch(() => '')));
  const { status, headers, requestId } = response;
  const wait = status === 429 || status === 503 ? askedWait(headers, waitForms, now) : undefined;
  return new PlatformError({
    ...describe(body, status, asked),
    ...(requestId === undefined ? {} : { requestId: asked.redact(requestId) }),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}

/** `status` is 200 for an error in a stream: then LoRAX's own word decides alone. */
export function describe(body: LoraxErrorBody, status: number, asked: Asked): ErrorData {
  const message = body.message === undefined ? undefined : asked.redact(body.message);
  return {
    platform: 'predibase',
    ...ruleFor(body, status, asked, message ?? ''),
    status,
    ...(body.type === undefined ? {} : { platformCode: excerpt(body.type, asked.redact) }),
    ...(message === undefined ? {} : { platformMessage: excerpt(message, asked.redact) }),
  };
}

type Said = Pick<ErrorData, 'code' | 'message' | 'hint' | 'field'>;

function ruleFor({ type }: LoraxErrorBody, status: number, asked: Asked, text: string): Said {
  const who = nameOf(asked.kind);
  // LoRAX asks nobody for a key: whoever does stands in front of it, in whatever words.
  if (status === 401 || status === 403) return statusRule(status, text, asked.kind);
  switch (type) {
    case 'validation':
      return validation(text, who);
    case 'template_error':
      return {
        code: 'invalid',
        message: t`${who} cannot put the messages into a prompt: ${reason(text)}`,
        hint: t('The chat template is the base model’s own; ask as plain text instead.'),
        field: 'mode',
      };
    case 'missing_template_variable':
    case 'tool_error':
      return {
        code: 'invalid',
        message: t`${who} refuses the request: ${reason(text)}`,
        hint: t('Ask as plain text instead.'),
      };
    case 'generation':
      return generation(text, who, asked);
    case 'overloaded':
      return {
        code: 'unavailable',
        message: t`${who} already works on as many requests as it takes.`,
        hint: t('Try again in a moment; a server takes --max-concurrent-requests at once.'),
      };
    case 'incomplete_generation':
      return {
        code: 'unavailable',
        message: t`${who} ended without a complete answer.`,
        hint: t('Try again; if it stays so, the server may have to be restarted.'),
      };
    case 'healthcheck':
    case 'failed healthcheck':
      return {
        code: 'unavailable',
        message: t`${who} says that it is unhealthy.`,
        hint: t('Look at its log; it may have to be restarted.'),
      };
    default:
      return statusRule(status, text, asked.kind);
  }
}

function validation(text: string, who: string): Said {
  const said = reason(text);
  if (/models don't support text generation/i.test(text))
    return {
      code: 'unsupported',
      message: t`${who} runs a model that generates no text: ${said}`,
      hint: t('Embedding and classification models cannot be tested with a prompt.'),
    };
  const tooLong = /`max_new_tokens` must be <=|must have less than \d+ tokens/i.test(text);
  return {
    code: 'invalid',
    message: t`${who} refuses the request: ${said}`,
    hint: tooLong
      ? t('Shorten the prompt or lower the maximum of tokens.')
      : t('Change what it names and send it again.'),
    ...(tooLong ? { field: 'maxTokens' } : {}),
  };
}

function generation(text: string, who: string, asked: Asked): Said {
  const { kind, adapter, tokenSent = false } = asked;
  const failure = adapterFailure(text, { kind, adapter, tokenSent });
  if (failure) {
    const named = adapter ? t`the adapter ${asked.redact(adapter.id)} (${adapter.source})` : t('an adapter');
    return {
      code: 'adapter-failed',
      message: t`${who} could not use ${named}: ${failure.what}.`,
      hint: failure.hint,
      field: 'adapter',
    };
  }
  return {
    code: 'unavailable',
    message: t`${who} failed while it generated: ${reason(text)}`,
    hint: t('Try again; if every request fails like this, restart the server.'),
  };
}

/** LoRAX's text without the prefixes that say the same as ours. */
function reason(text: string): string {
  const bare = text
    .replace(/^(Input validation error|Failed applying chat template to inputs|Tool error): /, '')
    .replace(/^Request failed during generation: (Server error: )?/, '')
    .trim();
  if (bare === '') return t('it gives no reason.');
  const short = bare.length > 300 ? `${bare.slice(0, 300)}…` : bare;
  return /[.!?…]$/.test(short) ? short : `${short}.`;
}
