import { t } from '@vscode/l10n';
import { isCancelled, PlatformError } from '../errors.ts';
import type { ErrorData } from '../errors.ts';
import type { HttpClient } from '../http.ts';
import type { InvokeEvent, InvokeRequest } from '../inference.ts';
import { ChatAnswer, vllmBody } from '../openai-chat.ts';
import { redactValue } from '../redact.ts';
import type { TestForm } from '../test-form.ts';
import { readAnswer } from './answer.ts';
import type { ModalApi } from './api.ts';
import { ask, dataPlane } from './ask.ts';
import type { Line, ProxyToken, Target } from './ask.ts';
import { AskedNames } from './ask-names.ts';
import { problem } from './errors.ts';
import { modeOf, testForm } from './form.ts';
import type { Mode } from './form.ts';
import type { ReadServed, Served } from './served.ts';

export interface TesterParts {
  api: ModalApi;
  read: ReadServed;
  fetch?: typeof globalThis.fetch | undefined;
  /** Absent: none is kept. */
  proxy?: ProxyToken | undefined;
}

/** Tests of what a row serves. Nothing else of the connector sends anything to its addresses. */
export class Tester {
  readonly #api: ModalApi;
  readonly #read: ReadServed;
  readonly #http: HttpClient;
  readonly #line: Line;
  readonly #names = new AskedNames();

  constructor({ api, read, fetch, proxy }: TesterParts) {
    this.#api = api;
    this.#read = read;
    this.#http = dataPlane(fetch, api.clock);
    this.#line = { api, http: this.#http, proxy };
  }

  async form(id: string, signal?: AbortSignal): Promise<TestForm> {
    return testForm(await this.#read(id, signal));
  }

  dispose(): void {
    this.#http.dispose();
  }

  /** One test. Everything that can go wrong becomes the last event; nothing is thrown. */
  async *invoke(id: string, request: InvokeRequest, signal?: AbortSignal): AsyncGenerator<InvokeEvent> {
    const at = () => this.#api.clock.monotonic();
    let answer: ChatAnswer | undefined;
    try {
      const served = await this.#read(id, signal);
      const mode = modeOf(served, request.mode);
      refuseStopped(served);
      answer = new ChatAnswer(mode.route);
      const whole = yield* this.#answered(served, mode, request, answer, signal);
      const { usage, finishReason } = answer;
      yield {
        type: 'done',
        at: at(),
        ...(usage ? { usage } : {}),
        ...(finishReason === undefined ? {} : { finishReason }),
        response: redactValue(whole ?? answer.assembled(), this.#api.redact),
      };
    } catch (error) {
      if (signal?.aborted || isCancelled(error)) {
        yield { type: 'cancelled', at: at() };
        return;
      }
      yield {
        type: 'error',
        at: at(),
        error: this.#shown(PlatformError.from(error, 'modal').data),
        ...(answer?.usage ? { usage: answer.usage } : {}),
        ...(answer && !answer.empty ? { response: redactValue(answer.assembled(), this.#api.redact) } : {}),
      };
    }
  }

  async *#answered(
    served: Served,
    { part, route }: Mode,
    request: InvokeRequest,
    answer: ChatAnswer,
    signal?: AbortSignal,
  ): AsyncGenerator<InvokeEvent, unknown> {
    const { api } = this.#line;
    const at = () => api.clock.monotonic();
    const target: Target = { served, part };
    for (let again = false; ; again = true) {
      const known = request.adapter || served.model || this.#names.of(part.id);
      const model = known ?? (yield* this.#names.find(this.#line, target, signal));
      const body = vllmBody(route, model, request);
      const path = `/v1${route}`;
      const question = { method: 'POST' as const, path, body, streamed: request.stream };
      const asking = ask(this.#line, target, question, signal);
      signal?.throwIfAborted();
      yield { type: 'sent', at: at(), url: `${part.url ?? ''}${path}`, body: redactValue(body, api.redact) };
      try {
        const response = yield* asking;
        const { status, requestId, arrivedAt } = response;
        yield {
          type: 'first-byte',
          at: arrivedAt,
          status,
          ...(requestId === undefined ? {} : { requestId: api.redact(requestId) }),
        };
        return yield* readAnswer(api, response, answer);
      } catch (error) {
        // A new version may serve another model than the one that was asked for and remembered.
        const remembered = known !== undefined && known === this.#names.of(part.id);
        const outdated = error instanceof PlatformError && error.data.field === 'adapter';
        if (again || !remembered || !outdated || request.adapter || served.model) throw error;
        this.#names.forget(part.id);
      }
    }
  }

  #shown(data: ErrorData): ErrorData {
    return { ...data, message: this.#api.redact(data.message) };
  }
}

function refuseStopped({ status }: Served): void {
  if (status === 'stopped')
    throw problem('not-ready', t('It is stopped.'), { hint: t('Start it, then test it again.') });
}
