// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- so that every program finds it
/// <reference path="./undici.d.ts" />
import { t } from '@vscode/l10n';
import type Agent from 'undici/lib/dispatcher/agent.js';
import { aborted, systemClock } from './clock.ts';
import type { Clock } from './context.ts';
import type { PlatformId } from './domain.ts';
import { PlatformError } from './errors.ts';
import { networkFailure } from './http-failure.ts';
import { HttpResponse } from './http-response.ts';

export interface HttpTimeouts {
  /** Ms to a TCP and TLS connection. */
  connect: number;
  /** Ms from sending to the status line. */
  firstByte: number;
  /** Ms between two chunks of a body. */
  idle: number;
}

export const defaultTimeouts: HttpTimeouts = { connect: 10_000, firstByte: 30_000, idle: 30_000 };

export interface HttpRequest {
  method: string;
  url: string;
  headers?: Record<string, string>;
  /** Sent as JSON when present. */
  body?: unknown;
  signal?: AbortSignal | undefined;
  firstByte?: number;
  idle?: number;
}

export interface HttpOptions {
  platform: PlatformId;
  platformName: string;
  /** The context's own; then no dispatcher is passed. Default: `globalThis.fetch` at call time. */
  fetch?: typeof fetch | undefined;
  /** On which arrivals are timed. */
  clock?: Clock | undefined;
  timeouts?: Partial<HttpTimeouts>;
  /** Largest body that is read whole, in bytes. */
  maxBody?: number;
  requestIdHeaders?: readonly string[];
  /** Where a platform never redirects: what it means when one comes. `to` is undefined when it says no address. */
  redirected?: (to: URL | undefined, status: number) => PlatformError;
}

const maxRedirects = 3;
/** A timer that is set for longer fires at once. */
const longestTimer = 2 ** 31 - 1;

/**
 * The one way out to the network. Any status is a response; only a failed connection, a timeout or an
 * abort throws. The global fetch is looked up at each call because the editor patches it with the
 * user's proxy and certificates; undici's Agent only rides along for timeouts and keep-alive.
 */
export class HttpClient {
  readonly #options: HttpOptions;
  readonly #timeouts: HttpTimeouts;
  #agent: Promise<Agent> | undefined;

  constructor(options: HttpOptions) {
    this.#options = options;
    this.#timeouts = { ...defaultTimeouts, ...options.timeouts };
  }

  async send(request: HttpRequest): Promise<HttpResponse> {
    let url = new URL(request.url);
    for (let hops = 0; ; hops++) {
      const response = await this.#once(url, request);
      const target = response.redirectTarget;
      if (target === undefined) return response;
      response.cancel();
      if (this.#options.redirected)
        throw this.#options.redirected(URL.parse(target, url.href) ?? undefined, response.status);
      url = this.#allowedRedirect(url, target, request, hops);
    }
  }

  dispose(): void {
    void this.#agent?.then((agent) => agent.destroy());
    this.#agent = undefined;
  }

  async #once(url: URL, request: HttpRequest): Promise<HttpResponse> {
    if (isAborted(request.signal)) throw PlatformError.from(aborted(), this.#options.platform);
    const { platform, platformName } = this.#options;
    const abort = new AbortController();
    const cancel = () => abort.abort(aborted());
    request.signal?.addEventListener('abort', cancel, { once: true });
    const done = () => request.signal?.removeEventListener('abort', cancel);
    const wait = Math.min(request.firstByte ?? this.#timeouts.firstByte, longestTimer);
    const lateness = { late: false };
    const timer = setTimeout(() => {
      lateness.late = true;
      abort.abort(aborted());
    }, wait);
    try {
      const response = await this.#fetch(url, request, abort.signal);
      return new HttpResponse(response, {
        platform,
        platformName,
        url: url.href,
        clock: this.#options.clock ?? systemClock,
        abort,
        done,
        signal: request.signal,
        idle: request.idle ?? this.#timeouts.idle,
        maxBody: this.#options.maxBody ?? 32 * 1024 * 1024,
        requestIdHeaders: this.#options.requestIdHeaders ?? ['x-request-id'],
      });
    } catch (error) {
      done();
      if (isAborted(request.signal)) throw PlatformError.from(aborted(), platform);
      throw networkFailure(error, {
        platform,
        platformName,
        host: url.host,
        lateAfter: lateness.late ? wait : undefined,
      });
    } finally {
      clearTimeout(timer);
    }
  }

  async #fetch(url: URL, request: HttpRequest, signal: AbortSignal): Promise<Response> {
    const init: RequestInit = {
      method: request.method,
      headers: {
        accept: 'application/json',
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...request.headers,
      },
      redirect: 'manual',
      signal,
      // content-length is left to fetch: setting it by hand fails in recent editors.
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    };
    if (this.#options.fetch) return this.#options.fetch(url.href, init);
    const withAgent = { ...init, dispatcher: await this.#dispatcher() };
    return globalThis.fetch(url.href, withAgent);
  }

  /** Loaded at the first call: undici takes longer to load than all of Slipway, and activation must not wait. */
  #dispatcher(): Promise<Agent> {
    // The Agent's own limits on headers and body are off: ours are per request and tell the two apart.
    this.#agent ??= import('undici/lib/dispatcher/agent.js').then(
      ({ default: Loaded }) =>
        new Loaded({
          connect: { timeout: this.#timeouts.connect },
          headersTimeout: 0,
          bodyTimeout: 0,
          keepAliveTimeout: 20_000,
        }),
    );
    return this.#agent;
  }

  /** Only reads follow, and only to the same origin: a token never leaves for another host. */
  #allowedRedirect(from: URL, target: string, request: HttpRequest, hops: number): URL {
    const { platform, platformName } = this.#options;
    const to = URL.parse(target, from.href);
    if (to?.origin === from.origin && request.method === 'GET' && hops < maxRedirects) return to;
    throw new PlatformError({
      platform,
      code: 'network',
      message: t`${platformName} answered with a redirect${to ? t` to ${to.host}` : ''}, which was not followed so that the key stays with ${from.host}.`,
      hint: t('Check the base URL in the settings, and whether a proxy or sign-in page stands in between.'),
    });
  }
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted ?? false;
}
