import { t } from '@vscode/l10n';
import type { HttpResponse } from '../http-response.ts';
import type { InvokeEvent } from '../inference.ts';
import { serverFault } from '../openai-chat.ts';
import type { ChatAnswer, Said } from '../openai-chat.ts';
import type { PlatformError } from '../errors.ts';
import { serverEvents } from '../sse.ts';
import { faultInStream } from './answer-errors.ts';
import type { ModalApi } from './api.ts';
import { problem } from './errors.ts';

/** Reads what the server says into `answer`. Gives the body back where it came in one piece. */
export async function* readAnswer(
  api: ModalApi,
  response: HttpResponse,
  answer: ChatAnswer,
): AsyncGenerator<InvokeEvent, unknown> {
  if (response.contentType().includes('event-stream')) {
    yield* stream(api, response, answer);
    return undefined;
  }
  const json = parsed(await response.text());
  const fault = serverFault(json);
  if (fault) throw faultInStream(fault, api.redact);
  const said = answer.take(json);
  if (!said || (answer.finishReason === undefined && said.length === 0))
    throw failure(response, 'malformed', t('The server sent an answer that is not one of a model.'));
  yield* tokens(response, said);
  return json;
}

async function* stream(
  api: ModalApi,
  response: HttpResponse,
  answer: ChatAnswer,
): AsyncGenerator<InvokeEvent> {
  for await (const event of serverEvents(response.chunks())) {
    if (event.data.startsWith('[DONE]')) return;
    const json = parsed(event.data);
    if (json === undefined) {
      if (event.unclosed) break;
      throw failure(response, 'malformed', t('The server sent a part of the answer that is not JSON.'));
    }
    const fault = serverFault(json);
    if (fault) throw faultInStream(fault, api.redact);
    yield* tokens(response, answer.take(json) ?? []);
  }
  if (answer.finishReason === undefined)
    throw failure(response, 'broken-stream', t('The server ended the answer before it was complete.'));
}

function* tokens({ arrivedAt }: HttpResponse, said: readonly Said[]): Generator<InvokeEvent> {
  for (const piece of said) yield { type: 'token', at: arrivedAt, ...piece };
}

function failure(
  { status, requestId }: HttpResponse,
  code: 'malformed' | 'broken-stream',
  message: string,
): PlatformError {
  return problem(code, message, {
    hint: t('Its log may say why. What came so far is shown.'),
    status,
    ...(requestId === undefined ? {} : { requestId }),
  });
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
