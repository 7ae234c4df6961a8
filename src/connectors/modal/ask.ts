import { t } from '@vscode/l10n';
import { withoutLastSlash } from '../address.ts';
import type { Clock } from '../context.ts';
import { PlatformError } from '../errors.ts';
import type { HttpResponse } from '../http-response.ts';
import { HttpClient } from '../http.ts';
import type { HttpRequest } from '../http.ts';
import type { InvokeEvent } from '../inference.ts';
import { failureOf, noProxyToken, redirectRefused } from './answer-errors.ts';
import type { ModalApi } from './api.ts';
import { Watch } from './cold-start.ts';
import { problem } from './errors.ts';
import type { Served, ServedPart } from './served.ts';

/** Opens what asks for one (Modal's guide on proxy auth tokens). */
export interface ProxyToken {
  id: string;
  secret: string;
}

/** How a server of Modal's is reached. */
export interface Line {
  api: ModalApi;
  http: HttpClient;
  proxy: ProxyToken | undefined;
}

export interface Target {
  served: Served;
  part: ServedPart;
}

export interface Question {
  method: 'GET' | 'POST';
  /** Below the address: `/v1/models`. */
  path: string;
  body?: unknown;
  streamed: boolean;
}

/** Where a start's limit is not known. It is the default of what Slipway deploys. */
const usualStartSeconds = 1200;
const afterStartMs = 60_000;
const mostHops = 20;
/** Seconds between two tries of a server that has no container. */
const pauses = [1, 2, 4, 8];
const longestPause = 10;
const idle = 2 * 60_000;

/** Redirects are followed here: Modal’s proxy sends whoever waits for long on to wait elsewhere. */
export function dataPlane(fetch: typeof globalThis.fetch | undefined, clock: Clock): HttpClient {
  return new HttpClient({
    platform: 'modal',
    platformName: 'Modal',
    fetch,
    clock,
    requestIdHeaders: ['modal-function-call-id', 'x-request-id'],
    redirected: (to, status) => new Redirect(to, status),
  });
}

class Redirect extends PlatformError {
  readonly to: URL | undefined;
  readonly status: number;

  constructor(to: URL | undefined, status: number) {
    super(redirectRefused(to, status));
    this.to = to;
    this.status = status;
  }
}

/**
 * Asks until a good answer begins; each wait is told. Nothing is sent again once a container had it. What must
 * not be sent at all is thrown by the call itself.
 */
export function ask(
  line: Line,
  target: Target,
  question: Question,
  signal?: AbortSignal,
): AsyncGenerator<InvokeEvent, HttpResponse> {
  return answered(new Asking(line, target, question, signal));
}

async function* answered(asking: Asking): AsyncGenerator<InvokeEvent, HttpResponse> {
  try {
    return yield* asking.untilAnswered();
  } finally {
    asking.end();
  }
}

class Asking {
  readonly #line: Line;
  readonly #target: Target;
  readonly #question: Question;
  readonly #signal: AbortSignal | undefined;
  readonly #url: string;
  readonly #headers: Record<string, string>;
  readonly #watch: Watch;
  /** Ms that may still be waited. */
  #left: number;

  constructor(line: Line, target: Target, question: Question, signal: AbortSignal | undefined) {
    const { served, part } = target;
    if (part.proxyAuth === true && !line.proxy) throw noProxyToken();
    this.#line = line;
    this.#target = target;
    this.#question = question;
    this.#signal = signal;
    this.#url = `${allowedAddress(part, line.api.server)}${question.path}`;
    this.#headers = {
      accept: question.streamed ? 'text/event-stream' : 'application/json',
      ...(part.proxyAuth === false || !line.proxy
        ? {}
        : { 'Modal-Key': line.proxy.id, 'Modal-Secret': line.proxy.secret }),
    };
    this.#left = (served.startupSeconds ?? usualStartSeconds) * 1000 + afterStartMs;
    const { appId, subject } = served;
    const { api } = line;
    this.#watch = new Watch(
      appId === undefined ? undefined : { api, environment: subject.environment, appId, functionId: part.id },
    );
  }

  end(): void {
    this.#watch.end();
  }

  async *untilAnswered(): AsyncGenerator<InvokeEvent, HttpResponse> {
    const { api } = this.#line;
    for (let attempt = 0; ; attempt++) {
      const response = yield* this.#reach();
      if (response.ok) return response;
      const { status } = response;
      const tokenSent = this.#headers['Modal-Key'] !== undefined;
      const error = await failureOf(response, {
        ...this.#target,
        redact: api.redact,
        now: api.clock.now(),
        tokenSent,
      });
      const ms = (pauses[attempt] ?? longestPause) * 1000;
      // A server without containers says so, and the request starts one: whoever asks repeats it.
      if (status !== 503 || error.code !== 'not-ready' || this.#left < ms) throw error;
      yield this.#waiting(t`No container runs yet. Asking again in ${ms / 1000} s…`);
      yield* this.#told(api.clock.sleep(ms, this.#signal));
      this.#left -= ms;
    }
  }

  /** One answer, wherever Modal sends whoever waits for it. */
  async *#reach(): AsyncGenerator<InvokeEvent, HttpResponse> {
    const { method, body } = this.#question;
    let request: HttpRequest = { method, url: this.#url, ...(body === undefined ? {} : { body }) };
    for (let hop = 0; ; hop++) {
      const began = this.#line.api.clock.monotonic();
      const outcome = yield* this.#told(this.#send(request));
      this.#left -= this.#line.api.clock.monotonic() - began;
      if (!(outcome instanceof Redirect)) return outcome;
      const { to, status } = outcome;
      const same = to?.origin === new URL(this.#url).origin;
      if (!to || !same || status !== 303 || hop >= mostHops || this.#left <= 0) throw outcome;
      yield this.#waiting(t('It still starts. Modal asks to wait on…'));
      request = { method: 'GET', url: to.href };
    }
  }

  #send(request: HttpRequest): Promise<HttpResponse | Redirect> {
    const firstByte = Math.max(this.#left, 1000);
    return this.#line.http
      .send({ ...request, headers: this.#headers, signal: this.#signal, firstByte, idle })
      .catch((error: unknown) => {
        if (error instanceof Redirect) return error;
        throw error;
      });
  }

  async *#told<T>(work: Promise<T>): AsyncGenerator<InvokeEvent, T> {
    const steps = this.#watch.during(work);
    for (;;) {
      const step = await steps.next();
      if (step.done) return step.value;
      yield this.#waiting(step.value);
    }
  }

  #waiting(message: string): InvokeEvent {
    return { type: 'waiting', at: this.#line.api.clock.monotonic(), message };
  }
}

/** Only https, so that no token is read on its way; http where everything is on this machine. */
export function allowedAddress({ url = '' }: ServedPart, server: string): string {
  const address = URL.parse(url);
  const local = address?.protocol === 'http:' && isLoopback(address) && isLoopback(URL.parse(server));
  if (address?.protocol === 'https:' || local) return withoutLastSlash(url);
  throw problem('invalid', t('Its address is not an https address, so nothing was sent to it.'), {
    hint: t('Look at its page on Modal.'),
  });
}

function isLoopback(url: URL | null): boolean {
  return url !== null && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
}
