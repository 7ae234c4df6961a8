import { t } from '@vscode/l10n';
import { PlatformError } from '../../errors.ts';
import type { ErrorCode } from '../../errors.ts';
import type { HttpResponse } from '../../http-response.ts';
import type { InvokeEvent } from '../../inference.ts';
import type { Answer } from './answer.ts';
import { errorIn } from './error-body.ts';
import type { LoraxErrorBody } from './error-body.ts';
import { describe } from './errors.ts';
import type { Asked } from './errors.ts';
import { nameOf } from './status-errors.ts';
import { streamItems } from './stream.ts';
import { parsed } from './wire.ts';

/** Comments alone for longer than this are no loading adapter any more. */
const longestSilence = 10 * 60_000;
const waitingPause = 5_000;

/** Reads an answer that began with 200, in whatever of the two forms it comes. Its last word may be an error. */
export async function* readAnswer(
  response: HttpResponse,
  answer: Answer,
  asked: Asked,
  at: () => number,
): AsyncGenerator<InvokeEvent, unknown> {
  const first = {
    type: 'first-byte',
    at: response.arrivedAt,
    status: response.status,
    ...requestIdOf(response, asked),
  } as const;
  if (response.contentType().includes('event-stream')) {
    yield* readStream(response, answer, asked, at, first);
    return undefined;
  }
  const json = parsed(await response.text());
  const problem = errorIn(json);
  if (problem) throw failed(problem, response, asked);
  const said = answer.whole(json);
  if (!said) throw failure(response, asked, 'malformed', t('sent an answer that is not one of a model.'));
  yield first;
  for (const each of said) yield { type: 'token', at: response.arrivedAt, ...each };
  return json;
}

/** A full server says so as an event, too: the first byte is told only when it is not that. */
async function* readStream(
  response: HttpResponse,
  answer: Answer,
  asked: Asked,
  at: () => number,
  first: InvokeEvent,
): AsyncGenerator<InvokeEvent> {
  const quiet = new Quiet(at());
  let told = false;
  for await (const item of streamItems(response.chunks())) {
    const json = item.kind === 'event' ? parsed(item.data) : undefined;
    const problem = errorIn(json);
    if (problem?.type === 'overloaded' && !told) throw failed(problem, response, asked);
    if (!told) yield first;
    told = true;
    if (item.kind === 'comment') {
      if (quiet.tooLong(at()))
        throw failure(response, asked, 'timeout', t('sent no part of an answer for 10 minutes.'));
      if (!answer.started && quiet.worthSaying(at()))
        yield { type: 'waiting', at: at(), message: waitingFor(asked) };
      continue;
    }
    quiet.broken(at());
    if (problem) throw failed(problem, response, asked);
    if (item.data.startsWith('[DONE]')) {
      answer.ended = true;
      break;
    }
    const said = answer.event(json);
    if (!said) {
      if (item.unclosed) break;
      throw failure(response, asked, 'malformed', t('sent a part of the answer that is not one of a model.'));
    }
    for (const each of said) yield { type: 'token', at: response.arrivedAt, ...each };
  }
  if (!told) yield first;
  if (!answer.ended)
    throw failure(response, asked, 'broken-stream', t('closed the connection before the end of the answer.'));
}

/** How long nothing but comments has come, and when that was last told. */
class Quiet {
  #since: number;
  #told: number | undefined;

  constructor(now: number) {
    this.#since = now;
  }

  broken(now: number): void {
    this.#since = now;
  }

  tooLong(now: number): boolean {
    return now - this.#since > longestSilence;
  }

  worthSaying(now: number): boolean {
    if (this.#told !== undefined && now - this.#told < waitingPause) return false;
    this.#told = now;
    return true;
  }
}

function waitingFor({ adapter, kind, redact }: Asked): string {
  const who = nameOf(kind);
  if (!adapter) return t`${who} has the request, but has not begun to answer.`;
  return t`${who} has the request: it fetches and loads the adapter ${redact(adapter.id)} when that is asked for the first time.`;
}

/** `status` stays 200: that is what came. */
function failed(body: LoraxErrorBody, response: HttpResponse, asked: Asked): PlatformError {
  return new PlatformError({ ...describe(body, response.status, asked), ...requestIdOf(response, asked) });
}

function failure(response: HttpResponse, asked: Asked, code: ErrorCode, what: string): PlatformError {
  return new PlatformError({
    platform: 'predibase',
    code,
    message: `${nameOf(asked.kind)} ${what}`,
    hint: t('Try again; what came so far is shown.'),
    status: response.status,
    ...requestIdOf(response, asked),
  });
}

function requestIdOf({ requestId }: HttpResponse, { redact }: Asked): { requestId?: string } {
  return requestId === undefined ? {} : { requestId: redact(requestId) };
}
