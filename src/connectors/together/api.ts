import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { withQuery } from '../address.ts';
import type { Query } from '../address.ts';
import { Budget, unpublished } from '../budget.ts';
import type { Clock, Log, Page } from '../connector.ts';
import { PlatformError } from '../errors.ts';
import { oddity, telling } from '../lenient.ts';
import type { HttpClient, HttpRequest } from '../http.ts';
import type { HttpResponse } from '../http-response.ts';
import { allPages } from '../paging.ts';
import type { Redact } from '../redact.ts';
import { repeatRequest } from '../repeat-request.ts';
import { errorOf } from './errors.ts';

export type Base = 'v1' | 'v2' | 'inference';

/**
 * How often a request may go out again. Together has no idempotency keys: a create that is repeated can
 * start a second deployment that bills, so `never` is the default for everything but reads.
 */
export type Repeatable = 'read' | 'etag' | 'delete' | 'never';

export interface Call {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  base: Base;
  path: string;
  query?: Query;
  body?: unknown;
  repeat?: Repeatable;
  signal?: AbortSignal | undefined;
}

export interface ApiOptions {
  http: HttpClient;
  baseUrls: Record<Base, string>;
  apiKey: string;
  clock: Clock;
  log: Log | undefined;
  redact: Redact;
}

const pageSize = 100;
const retriedStatuses: Record<Repeatable, (status: number) => boolean> = {
  read: (status) => [408, 429, 500, 502, 503, 504].includes(status),
  etag: (status) => status >= 500,
  delete: (status) => status >= 500,
  never: () => false,
};
const mostRetries: Record<Repeatable, number> = { read: 3, etag: 1, delete: 3, never: 0 };

/** Together over HTTP: addresses, the key, retries, errors. What is said stands in the callers. */
export class TogetherApi {
  /** Of the management calls. Dedicated inference has no limit, and that of serverless moves with each model. */
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

  url(base: Base, path: string, query: Query = {}): string {
    return withQuery(`${this.#options.baseUrls[base]}${path}`, query);
  }

  get<T extends v.GenericSchema>(
    schema: T,
    base: Base,
    path: string,
    query: Query = {},
    signal?: AbortSignal,
  ) {
    return this.call(schema, { method: 'GET', base, path, query, signal });
  }

  async call<T extends v.GenericSchema>(schema: T, call: Call): Promise<v.InferOutput<T>> {
    const text = await this.send(call);
    return this.#parse(schema, text, call);
  }

  /** One page of a v2 list: `{data, next_cursor}`. */
  async page<T extends v.GenericSchema>(
    item: T,
    path: string,
    query: Query,
    cursor?: string,
    signal?: AbortSignal,
  ): Promise<Page<v.InferOutput<T>>> {
    const schema = telling({
      object: v.nullish(v.string()),
      data: v.nullish(v.array(item)),
      next_cursor: v.nullish(v.string()),
    });
    const body = await this.get(schema, 'v2', path, { limit: pageSize, after: cursor, ...query }, signal);
    const items = body.data ?? [];
    return body.next_cursor ? { items, cursor: body.next_cursor } : { items };
  }

  all<T extends v.GenericSchema>(item: T, path: string, query: Query = {}, signal?: AbortSignal) {
    return allPages((cursor) => this.page(item, path, query, cursor, signal));
  }

  /** The body of a good answer; everything else is a PlatformError. */
  send(call: Call): Promise<string> {
    const policy = call.repeat ?? (call.method === 'GET' ? 'read' : 'never');
    let refused = false;
    const once = async (): Promise<string> => {
      const response = await this.open({
        method: call.method,
        url: this.url(call.base, call.path, call.query),
        body: call.body,
        signal: call.signal,
      });
      if (response.ok) return response.text();
      refused = response.headers.get('x-should-retry') === 'false';
      throw await errorOf(response, this.redact, this.clock.now());
    };
    const sent = call.base === 'inference' ? once : () => this.budget.spend(call.signal, once);
    return repeatRequest(sent, {
      platform: 'together',
      name: `${call.method} ${call.path}`,
      clock: this.clock,
      log: this.log,
      signal: call.signal,
      retries: mostRetries[policy],
      mayRepeat: (error) => !refused && temporary(error, policy),
    });
  }

  /** A request with the key; any status comes back. */
  open(request: HttpRequest): Promise<HttpResponse> {
    return this.#options.http.send({
      ...request,
      headers: { authorization: `Bearer ${this.#options.apiKey}`, ...request.headers },
    });
  }

  #parse<T extends v.GenericSchema>(schema: T, text: string, call: Call): v.InferOutput<T> {
    let json: unknown;
    try {
      json = JSON.parse(text) as unknown;
    } catch {
      throw malformed(t`${call.method} ${call.path} was answered with something that is not JSON.`);
    }
    const result = v.safeParse(schema, json);
    if (result.success) return result.output;
    const [issue] = result.issues;
    throw malformed(
      t`The answer to ${call.method} ${call.path} is not what Together AI documents: ${oddity(issue)}.`,
    );
  }
}

function temporary({ data: { code, status } }: PlatformError, policy: Repeatable): boolean {
  return status === undefined || status < 400
    ? ['network', 'timeout', 'broken-stream'].includes(code)
    : retriedStatuses[policy](status) && code !== 'quota-exceeded' && code !== 'no-capacity';
}

function malformed(message: string): PlatformError {
  return new PlatformError({
    platform: 'together',
    code: 'malformed',
    message,
    hint: t('Check that the base URL is the right one; if it is, please report this.'),
  });
}
