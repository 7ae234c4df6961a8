import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { withQuery } from '../address.ts';
import type { Query } from '../address.ts';
import { Budget } from '../budget.ts';
import type { Allowance } from '../budget.ts';
import type { Clock, Log, Page } from '../connector.ts';
import type { PlatformError } from '../errors.ts';
import type { HttpClient, HttpRequest } from '../http.ts';
import type { HttpResponse } from '../http-response.ts';
import { oddity } from '../lenient.ts';
import { allPages } from '../paging.ts';
import type { Redact } from '../redact.ts';
import { repeatRequest } from '../repeat-request.ts';
import { errorOf, malformed } from './errors.ts';
import { mayCarryToken } from './origins.ts';
import { parsedJson } from './units.ts';
import { pageOf } from './wire.ts';

export interface Call {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  query?: Query;
  body?: unknown;
  headers?: Record<string, string>;
  /** Ms to the status line; a held prediction takes a minute. */
  firstByte?: number;
  signal?: AbortSignal | undefined;
  /** Default 5. */
  retries?: number;
}

export interface PageCall {
  query?: Query;
  cursor?: string | undefined;
  signal?: AbortSignal | undefined;
  retries?: number;
}

/** A good answer, read to its end. */
export interface Answered {
  text: string;
  status: number;
  requestId?: string;
}

export interface ApiOptions {
  http: HttpClient;
  base: string;
  token: string;
  clock: Clock;
  log: Log | undefined;
  redact: Redact;
}

const mostRetries = 5;

/** Replicate's documentation, "Rate limits": 600 predictions a minute can be made, and 3000 other requests. */
const creating: Allowance = { burst: 100, perMinute: 500, reserve: 0 };
const others: Allowance = { burst: 1000, perMinute: 2000, reserve: 300 };

/** Replicate over HTTP: addresses, the token, retries, errors. What is said stands in the callers. */
export class ReplicateApi {
  readonly #options: ApiOptions;
  readonly #creating: Budget;
  readonly #others: Budget;

  constructor(options: ApiOptions) {
    this.#options = options;
    this.#creating = new Budget(options.clock, creating);
    this.#others = new Budget(options.clock, others);
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

  url(path: string, query: Query = {}): string {
    return withQuery(`${this.#options.base}${path}`, query);
  }

  get<T extends v.GenericSchema>(schema: T, path: string, query: Query = {}, signal?: AbortSignal) {
    return this.call(schema, { method: 'GET', path, query, signal });
  }

  async call<T extends v.GenericSchema>(schema: T, call: Call): Promise<v.InferOutput<T>> {
    const { text } = await this.send(call);
    return this.read(schema, text, call);
  }

  /**
   * One page. Only the query of `next` is taken: the documented example of it is plain http, and following
   * that would send the token in clear text. One example says "null" as a word.
   */
  async page<T extends v.GenericSchema>(
    item: T,
    path: string,
    { query = {}, cursor, ...how }: PageCall = {},
  ): Promise<Page<v.InferOutput<T>>> {
    const asked =
      cursor === undefined ? query : { ...query, ...Object.fromEntries(new URLSearchParams(cursor)) };
    const { next, results } = await this.call(pageOf(item), { method: 'GET', path, query: asked, ...how });
    const more = next === undefined ? undefined : URL.parse(next, this.#options.base)?.search.slice(1);
    return more === undefined || more === '' || next === 'null'
      ? { items: results }
      : { items: results, cursor: more };
  }

  all<T extends v.GenericSchema>(item: T, path: string, signal?: AbortSignal) {
    return allPages((cursor) => this.page(item, path, { cursor, signal }));
  }

  /** A good answer; everything else is a PlatformError. */
  send(call: Call): Promise<Answered> {
    const budget = this.#budgetOf(call);
    const once = async (): Promise<Answered> => {
      const response = await this.open({
        method: call.method,
        url: this.url(call.path, call.query),
        ...(call.headers === undefined ? {} : { headers: call.headers }),
        ...(call.firstByte === undefined ? {} : { firstByte: call.firstByte }),
        body: call.body,
        signal: call.signal,
      });
      // Nearly every answer says how many are left.
      const left = Number(response.headers.get('ratelimit-remaining') ?? Number.NaN);
      budget.left(left);
      if (response.ok) return answered(response);
      throw await errorOf(response, this.redact, this.clock.now());
    };
    return repeatRequest(() => budget.spend(call.signal, once), {
      platform: 'replicate',
      name: `${call.method} ${call.path}`,
      clock: this.clock,
      log: this.log,
      signal: call.signal,
      retries: call.retries ?? mostRetries,
      mayRepeat: (error) => temporary(error, call.method === 'GET'),
      requestIdName: 'CF-RAY',
    });
  }

  /** A request with the token where it may have it; any status comes back. */
  open(request: HttpRequest, token = mayCarryToken(request.url, this.#options.base)): Promise<HttpResponse> {
    const headers =
      token && mayCarryToken(request.url, this.#options.base)
        ? { authorization: `Bearer ${this.#options.token}`, ...request.headers }
        : { ...request.headers };
    return this.#options.http.send({ ...request, headers });
  }

  dispose(): void {
    this.#creating.dispose();
    this.#others.dispose();
  }

  #budgetOf({ method, path }: Call): Budget {
    return method === 'POST' && path.endsWith('/predictions') ? this.#creating : this.#others;
  }

  read<T extends v.GenericSchema>(schema: T, text: string, call: Call): v.InferOutput<T> {
    const json = parsedJson(text);
    if (json === undefined)
      throw malformed(t`${call.method} ${call.path} was answered with something that is not JSON.`);
    const result = v.safeParse(schema, json);
    if (result.success) return result.output;
    const [issue] = result.issues;
    throw malformed(
      t`The answer to ${call.method} ${call.path} is not what Replicate documents: ${oddity(issue)}.`,
    );
  }
}

/**
 * Reads are repeated; a write only when it was throttled, since nothing happened then. There are no
 * idempotency keys: a repeated prediction or deployment is a second bill.
 */
export function temporary({ data: { code, status } }: PlatformError, read: boolean): boolean {
  return status !== undefined && status >= 400
    ? status === 429 || (read && status >= 500)
    : read && ['network', 'timeout', 'broken-stream'].includes(code);
}

async function answered(response: HttpResponse): Promise<Answered> {
  const { status, requestId } = response;
  const text = await response.text();
  return { text, status, ...(requestId === undefined ? {} : { requestId }) };
}
