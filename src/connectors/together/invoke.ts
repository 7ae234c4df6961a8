import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { isCancelled, PlatformError } from '../errors.ts';
import type { ErrorData } from '../errors.ts';
import type { HttpResponse } from '../http-response.ts';
import type { InvokeEvent, InvokeRequest } from '../inference.ts';
import { tokenCost } from '../money.ts';
import { redactValue } from '../redact.ts';
import { serverEvents } from '../sse.ts';
import type { TogetherApi } from './api.ts';
import { chatBody } from '../openai-chat.ts';
import { Answer } from './chat.ts';
import { errorInStream, errorOf } from './errors.ts';
import { Patience } from './patience.ts';
import type { Subject } from './subject.ts';
import { completion } from './wire-v1.ts';

/** A cold replica takes minutes to its first byte; between two tokens silence is a fault much sooner. */
const firstByte = 10 * 60_000;
const idle = 2 * 60_000;

/** One test. Everything that can go wrong becomes the last event; nothing is thrown. */
export async function* invoke(
  api: TogetherApi,
  subject: () => Promise<Subject>,
  request: InvokeRequest,
  signal?: AbortSignal,
): AsyncGenerator<InvokeEvent> {
  const answer = new Answer();
  const at = () => api.clock.monotonic();
  let target: Subject | undefined;
  try {
    target = await subject();
    const response = yield* send(api, target, answer, request, signal);
    yield {
      type: 'first-byte',
      at: response.arrivedAt,
      status: response.status,
      ...requestIdOf(api, response),
    };
    let whole: unknown;
    if (response.contentType().includes('event-stream')) yield* stream(api, response, answer);
    else whole = yield* onePiece(api, response, answer);
    const { usage, finishReason } = answer;
    const cost = usage && target.tokenPrice ? tokenCost(usage, target.tokenPrice) : undefined;
    yield {
      type: 'done',
      at: at(),
      ...(usage ? { usage } : {}),
      ...(finishReason === undefined ? {} : { finishReason }),
      response: redactValue(whole ?? answer.assembled(), api.redact),
      ...(cost === undefined ? {} : { cost }),
    };
  } catch (error) {
    if (signal?.aborted || isCancelled(error)) {
      yield { type: 'cancelled', at: at() };
      return;
    }
    const data = ofInference(PlatformError.from(error, 'together').data);
    const explained = target ? await target.explain(data, signal).catch(() => data) : data;
    yield {
      type: 'error',
      at: at(),
      error: explained,
      ...(answer.usage ? { usage: answer.usage } : {}),
      ...(answer.empty ? {} : { response: redactValue(answer.assembled(), api.redact) }),
    };
  }
}

/** Sends until an answer is worth reading; each waiting is told. */
async function* send(
  api: TogetherApi,
  subject: Subject,
  answer: Answer,
  request: InvokeRequest,
  signal?: AbortSignal,
): AsyncGenerator<InvokeEvent, HttpResponse> {
  const patience = new Patience(subject, api.clock);
  let streamed = request.stream;
  answer.route = subject.route;
  for (;;) {
    const { route } = answer;
    const url = api.url(subject.base, route);
    // Only documented keys: `stream_options` is not one of them, and usage comes without it.
    const body = chatBody(route, subject.model, request, streamed);
    signal?.throwIfAborted();
    yield { type: 'sent', at: api.clock.monotonic(), url, body };
    const headers = { accept: streamed ? 'text/event-stream' : 'application/json' };
    const outcome = await api
      .open({ method: 'POST', url, headers, body, signal, firstByte, idle })
      .then(async (response) => {
        if (response.ok) return response;
        const final = response.headers.get('x-should-retry') === 'false';
        return { error: await errorOf(response, api.redact, api.clock.now()), final };
      })
      .catch((thrown: unknown) => ({ error: PlatformError.from(thrown, 'together'), final: false }));
    if (!('error' in outcome)) return outcome;
    const { error, final } = outcome;
    const pause = final ? undefined : await patience.after(error, { streamed, route }, signal);
    if (!pause) throw error;
    yield { type: 'waiting', at: api.clock.monotonic(), message: pause.message };
    if (pause.streamNow) streamed = true;
    if (pause.completeNow) answer.route = '/completions';
    if (pause.ms > 0) await api.clock.sleep(pause.ms, signal);
  }
}

async function* stream(
  api: TogetherApi,
  response: HttpResponse,
  answer: Answer,
): AsyncGenerator<InvokeEvent> {
  let ended = false;
  for await (const event of serverEvents(response.chunks())) {
    if (event.data.startsWith('[DONE]')) {
      ended = true;
      break;
    }
    const json = parsed(event.data);
    if (json === undefined) {
      if (event.unclosed) break;
      if (event.name !== undefined) continue;
      throw failure(response, 'malformed', t('sent a part of the answer that is not JSON.'));
    }
    const chunk = v.safeParse(completion, json);
    const problem = chunk.success && chunk.output.error;
    if (problem)
      throw new PlatformError({ ...errorInStream(problem, api.redact), ...requestIdOf(api, response) });
    // Named events are not chunks; only their errors concern us.
    if (!chunk.success || event.name !== undefined) continue;
    for (const piece of answer.take(chunk.output, json))
      yield { type: 'token', at: response.arrivedAt, ...piece };
  }
  if (!ended && answer.finishReason === undefined)
    throw failure(response, 'broken-stream', t('ended the answer before it was complete.'));
}

async function* onePiece(
  api: TogetherApi,
  response: HttpResponse,
  answer: Answer,
): AsyncGenerator<InvokeEvent, unknown> {
  const json = parsed(await response.text());
  const body = v.safeParse(completion, json);
  const said = body.success && (body.output.error !== undefined || body.output.choices.length > 0);
  if (!said) throw failure(response, 'malformed', t('sent an answer that is not one of a model.'));
  if (body.output.error)
    throw new PlatformError({
      ...errorInStream(body.output.error, api.redact),
      ...requestIdOf(api, response),
    });
  for (const piece of answer.take(body.output, json))
    yield { type: 'token', at: response.arrivedAt, ...piece };
  return json;
}

/** A 403 here need not be about rights (docs.together.ai: docs/error-codes). */
function ofInference(data: ErrorData): ErrorData {
  if (data.code !== 'forbidden' || data.status !== 403) return data;
  return {
    ...data,
    hint: t(
      'Shorten the prompt or lower the maximum of tokens, in case they do not fit the context of the model; else check that the key belongs to the project of the model.',
    ),
  };
}

function failure(response: HttpResponse, code: ErrorData['code'], what: string): PlatformError {
  return new PlatformError({
    platform: 'together',
    code,
    message: `Together AI ${what}`,
    hint: t('Try again; what came so far is shown.'),
    status: response.status,
    ...(response.requestId === undefined ? {} : { requestId: response.requestId }),
  });
}

function requestIdOf(api: TogetherApi, response: HttpResponse): { requestId?: string } {
  return response.requestId === undefined ? {} : { requestId: api.redact(response.requestId) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
