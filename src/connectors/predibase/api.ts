import * as v from 'valibot';
import type { Clock, Log } from '../context.ts';
import { PlatformError } from '../errors.ts';
import type { HttpClient } from '../http.ts';
import { NetworkError } from '../http-failure.ts';
import type { HttpResponse } from '../http-response.ts';
import type { Redact } from '../redact.ts';
import { backoff, longestWait, repeat } from '../retry.ts';
import type { Attempt } from '../retry.ts';
import { messageOf, parsed } from './error-body.ts';
import { errorOf, failure, malformed, unreachable } from './errors.ts';

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
  signal?: AbortSignal | undefined;
}

export interface ApiOptions {
  http: HttpClient;
  gateway: () => string;
  token: string;
  clock: Clock;
  log: Log | undefined;
  redact: Redact;
}

const mostRetries = 4;
const temporary = [429, 500, 502, 503, 504];

/** The control plane over HTTP: addresses, the token, retries, errors. What is said stands in the callers. */
export class PredibaseApi {
  readonly #options: ApiOptions;

  constructor(options: ApiOptions) {
    this.#options = options;
  }

  get clock(): Clock {
    return this.#options.clock;
  }
  get log(): Log | undefined {
    return this.#options.log;
  }
  get redact(): Redact {
    return this.#options.redact;
  }
  get gateway(): string {
    return this.#options.gateway();
  }
  get token(): string {
    return this.#options.token;
  }

  url(path: string, query: Call['query'] = {}): string {
    const pairs = Object.entries(query)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`);
    return `${this.gateway}${path}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`;
  }

  async get<T extends v.GenericSchema>(
    schema: T,
    path: string,
    query: Call['query'] = {},
    signal?: AbortSignal,
  ): Promise<v.InferOutput<T>> {
    const call: Call = { method: 'GET', path, query, signal };
    const result = v.safeParse(schema, await this.send(call));
    if (result.success) return result.output;
    const [issue] = result.issues;
    throw malformed(
      `The answer to GET ${path} is not what Predibase’s SDK reads: ${v.getDotPath(issue) ?? 'body'} ${this.redact(issue.message)}`,
    );
  }

  /** The body of a good answer: `{}` when there is none. Everything else is a PlatformError. */
  async send(call: Call): Promise<unknown> {
    const outcome = await repeat(
      async (attempt): Promise<Attempt<{ body: unknown } | PlatformError>> => {
        try {
          return { value: { body: await this.#once(call) }, again: undefined };
        } catch (thrown) {
          const error = unreachable(PlatformError.from(thrown, 'predibase'));
          return { value: error, again: again(error, call, attempt) };
        }
      },
      this.clock,
      call.signal,
    ).catch((error: unknown) => PlatformError.from(error, 'predibase'));
    if (!(outcome instanceof PlatformError)) return outcome.body;
    if (outcome.code !== 'cancelled')
      this.log?.debug(
        `${call.method} ${call.path}: ${outcome.data.status ?? outcome.code} ${outcome.message}`,
      );
    throw outcome;
  }

  async #once({ method, path, query, body, signal }: Call): Promise<unknown> {
    const response = await this.#options.http.send({
      method,
      url: this.url(path, query),
      headers: { authorization: `Bearer ${this.#options.token}` },
      body,
      signal,
    });
    const read = method === 'GET';
    if (!response.ok) throw await errorOf(response, this.redact, this.clock.now(), read);
    const text = await response.text();
    // 202 is "still processing" on legacy paths, 204 has no body; both count as nothing.
    if (text.trim() === '') return response.status === 200 ? null : {};
    const json = parsed(text);
    if (json === undefined) throw this.#notJson(response, text, `${method} ${path}`);
    const said = failureWithin(json, text);
    if (said !== undefined) throw failure(response, said, this.redact, this.clock.now(), read);
    return json;
  }

  #notJson(response: HttpResponse, text: string, what: string): PlatformError {
    const page = response.contentType().includes('html') || text.trimStart().startsWith('<');
    return malformed(`${what} was answered with ${page ? 'a web page' : 'something that is not JSON'}.`);
  }
}

/** HTTP 200 with `errorMessage` is a failure (SDK: predibase/pql/api.py); v2 wraps what is good in `data`. */
function failureWithin(json: unknown, text: string): string | undefined {
  if (typeof json !== 'object' || json === null || Array.isArray(json) || 'data' in json) return undefined;
  const { errorMessage } = json as { errorMessage?: unknown };
  return typeof errorMessage === 'string' && errorMessage !== '' ? messageOf(text).message : undefined;
}

/**
 * Reads go out again, and so do updates, which say the same twice. Never a create: there are no idempotency
 * keys, so a second one may be a second bill.
 */
function again(error: PlatformError, { method }: Call, attempt: number): number | undefined {
  if ((method !== 'GET' && method !== 'PUT') || attempt >= mostRetries) return undefined;
  const { code, status, retryAfterMs } = error.data;
  const lost =
    error instanceof NetworkError ? !error.neverSent && code === 'network' : code === 'broken-stream';
  if (!lost && !(status !== undefined && temporary.includes(status))) return undefined;
  if (retryAfterMs === undefined) return backoff(attempt);
  return retryAfterMs > longestWait ? undefined : retryAfterMs;
}
