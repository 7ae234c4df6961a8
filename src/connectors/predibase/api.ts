import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { withQuery } from '../address.ts';
import type { Query } from '../address.ts';
import { Budget, unpublished } from '../budget.ts';
import type { Clock, Log } from '../context.ts';
import { PlatformError } from '../errors.ts';
import { oddity } from '../lenient.ts';
import type { HttpClient } from '../http.ts';
import { NetworkError } from '../http-failure.ts';
import type { HttpResponse } from '../http-response.ts';
import type { Redact } from '../redact.ts';
import { repeatRequest } from '../repeat-request.ts';
import { messageOf, parsed } from './error-body.ts';
import { errorOf, failure, malformed, unreachable } from './errors.ts';

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  query?: Query;
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
const temporaryStatuses = [429, 500, 502, 503, 504];

/** The control plane over HTTP: addresses, the token, retries, errors. What is said stands in the callers. */
export class PredibaseApi {
  readonly budget: Budget;
  readonly #options: ApiOptions;

  constructor(options: ApiOptions) {
    this.#options = options;
    this.budget = new Budget(options.clock, unpublished);
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

  url(path: string, query: Query = {}): string {
    return withQuery(`${this.gateway}${path}`, query);
  }

  async get<T extends v.GenericSchema>(
    schema: T,
    path: string,
    query: Query = {},
    signal?: AbortSignal,
  ): Promise<v.InferOutput<T>> {
    const call: Call = { method: 'GET', path, query, signal };
    const result = v.safeParse(schema, await this.send(call));
    if (result.success) return result.output;
    const [issue] = result.issues;
    throw malformed(t`The answer to GET ${path} is not what Predibase’s SDK reads: ${oddity(issue)}.`);
  }

  /** The body of a good answer: `{}` when there is none. Everything else is a PlatformError. */
  send(call: Call): Promise<unknown> {
    // Reads go out again, and so do updates, which say the same twice. Never a create: there are no
    // idempotency keys, so a second one may be a second bill.
    const repeated = call.method === 'GET' || call.method === 'PUT';
    return repeatRequest(() => this.budget.spend(call.signal, () => this.#once(call)), {
      platform: 'predibase',
      name: `${call.method} ${call.path}`,
      clock: this.clock,
      log: this.log,
      signal: call.signal,
      retries: repeated ? mostRetries : 0,
      mayRepeat: temporary,
    });
  }

  async #once(call: Call): Promise<unknown> {
    const { method, path } = call;
    const response = await this.#open(call);
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

  async #open({ method, path, query, body, signal }: Call): Promise<HttpResponse> {
    const headers = { authorization: `Bearer ${this.#options.token}` };
    try {
      return await this.#options.http.send({ method, url: this.url(path, query), headers, body, signal });
    } catch (thrown) {
      throw unreachable(PlatformError.from(thrown, 'predibase'));
    }
  }

  #notJson(response: HttpResponse, text: string, what: string): PlatformError {
    const page = response.contentType().includes('html') || text.trimStart().startsWith('<');
    return malformed(
      t`${what} was answered with ${page ? t('a web page') : t('something that is not JSON')}.`,
    );
  }
}

/** HTTP 200 with `errorMessage` is a failure (SDK: predibase/pql/api.py); v2 wraps what is good in `data`. */
function failureWithin(json: unknown, text: string): string | undefined {
  if (typeof json !== 'object' || json === null || Array.isArray(json) || 'data' in json) return undefined;
  const { errorMessage } = json as { errorMessage?: unknown };
  return typeof errorMessage === 'string' && errorMessage !== '' ? messageOf(text).message : undefined;
}

function temporary(error: PlatformError): boolean {
  const { code, status } = error.data;
  const lost =
    error instanceof NetworkError ? !error.neverSent && code === 'network' : code === 'broken-stream';
  return lost || (status !== undefined && temporaryStatuses.includes(status));
}
