import { systemClock } from '../../clock.ts';
import type { Clock } from '../../context.ts';
import { isCancelled, PlatformError } from '../../errors.ts';
import type { HttpResponse } from '../../http-response.ts';
import type { InvokeEvent, InvokeRequest } from '../../inference.ts';
import { redactValue } from '../../redact.ts';
import { Answer } from './answer.ts';
import { errorOf } from './errors.ts';
import type { Asked } from './errors.ts';
import { Patience } from './patience.ts';
import { readAnswer } from './read-answer.ts';
import { loraxCall } from './request.ts';
import type { LoraxCall } from './request.ts';
import { shownResponse, usageFromHeaders } from './response.ts';
import type { LoraxTarget } from './target.ts';
import { generationFailed, generationStuck, generationWorked, restartHint } from './trouble.ts';

/** A cold adapter or replica takes minutes to its first byte; a stream shows a sign of life every 15 s. */
const firstByte = 10 * 60_000;
const idle = 60_000;

type Target = LoraxTarget | ((signal?: AbortSignal) => Promise<LoraxTarget>);

/** One test. Everything that can go wrong becomes the last event; nothing is thrown. */
export async function* invokeLorax(
  target: Target,
  request: InvokeRequest,
  signal?: AbortSignal,
  clock: Clock = typeof target === 'function' ? systemClock : target.clock,
): AsyncGenerator<InvokeEvent> {
  const at = () => clock.monotonic();
  let place: LoraxTarget | undefined;
  let answer: Answer | undefined;
  try {
    place = typeof target === 'function' ? await target(signal) : target;
    const call = loraxCall({ ...place, bearer: hasBearer(place) ? place.kind : undefined }, request);
    answer = new Answer(call.route);
    const { response, whole } = yield* ask(place, call, answer, at, signal);
    generationWorked(place);
    const usage = answer.usage ?? usageFromHeaders(response.headers);
    const { finishReason } = answer;
    const shown = shownResponse(whole ?? answer.assembled(), response.headers, call.adapter);
    yield {
      type: 'done',
      at: at(),
      ...(usage ? { usage } : {}),
      ...(finishReason === undefined ? {} : { finishReason }),
      response: redactValue(shown, place.redact),
    };
  } catch (error) {
    if (signal?.aborted || isCancelled(error)) {
      yield { type: 'cancelled', at: at() };
      return;
    }
    const { data } = PlatformError.from(error, 'predibase');
    if (place) generationFailed(place, data);
    const stuck = data.code === 'unavailable' && data.platformCode === 'generation';
    yield {
      type: 'error',
      at: at(),
      error: place && stuck && generationStuck(place) ? { ...data, hint: restartHint[place.kind] } : data,
      ...(answer?.usage ? { usage: answer.usage } : {}),
      ...(answer?.started && place ? { response: redactValue(answer.assembled(), place.redact) } : {}),
    };
  }
}

/** Asks until an answer came to its end; each waiting is told, and nothing is asked again once text was shown. */
async function* ask(
  target: LoraxTarget,
  call: LoraxCall,
  answer: Answer,
  at: () => number,
  signal?: AbortSignal,
): AsyncGenerator<InvokeEvent, { response: HttpResponse; whole: unknown }> {
  const patience = new Patience();
  const asked = askedOf(target, call);
  const url = `${target.baseUrl}${call.route}`;
  const headers = { ...target.headers, accept: call.stream ? 'text/event-stream' : 'application/json' };
  for (;;) {
    signal?.throwIfAborted();
    yield { type: 'sent', at: at(), url, body: redactValue(shownBody(call.body), target.redact) };
    try {
      const response = await target.http.send({
        method: 'POST',
        url,
        headers,
        body: call.body,
        signal,
        firstByte,
        idle,
      });
      if (!response.ok) throw await errorOf(response, asked, target.clock.now());
      const whole = yield* readAnswer(response, answer, asked, at);
      return { response, whole };
    } catch (thrown) {
      const error = PlatformError.from(thrown, 'predibase');
      const pause = answer.started ? undefined : patience.after(error);
      if (!pause) throw error;
      yield { type: 'waiting', at: at(), message: pause.message };
      if (pause.ms > 0) await target.clock.sleep(pause.ms, signal);
    }
  }
}

function askedOf(target: LoraxTarget, { adapter }: LoraxCall): Asked {
  const { kind, redact } = target;
  const token = adapter && target.adapterToken(adapter.source);
  return { kind, redact, adapter, tokenSent: token !== undefined && token !== '' };
}

function hasBearer({ headers }: LoraxTarget): boolean {
  return Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
}

/** The token for the adapter travels in the body: what is shown of it is that it was there. */
function shownBody(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shownBody);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      key === 'api_token' && item !== '' ? '•••' : shownBody(item),
    ]),
  );
}
