import type { IncomingHttpHeaders } from 'node:http';

export interface LoggedRequest {
  readonly seq: number;
  /** Simulated time. */
  readonly at: number;
  readonly wallAt: number;
  readonly method: string;
  readonly path: string;
  /** The raw query string, so that a test can see how arrays were written. */
  readonly search: string;
  readonly query: Record<string, string>;
  readonly headers: Record<string, string>;
  readonly body: unknown;
  status: number | undefined;
  outcome: 'open' | 'answered' | 'client-left' | 'cut';
  /** Why it was refused, in the simulator's words; never sent to the client. */
  why: string | undefined;
  faults: string[];
  /** Bytes that were handed to the socket as its answer. */
  sent?: number;
}

/** The newest are kept: a simulator may run for days. */
export const limit = 10_000;

/** What arrived, in order, with secrets blanked. */
export class RequestLog {
  #entries: LoggedRequest[] = [];
  #seq = 0;
  readonly #secrets: (key: string) => boolean;

  /** `secrets` names members of JSON bodies, at any depth, to blank besides tokens. */
  constructor(secrets: (key: string) => boolean = () => false) {
    this.#secrets = secrets;
  }

  open(
    seen: Pick<LoggedRequest, 'at' | 'method' | 'path' | 'search' | 'body'>,
    headers: IncomingHttpHeaders,
  ): LoggedRequest {
    const entry: LoggedRequest = {
      ...seen,
      seq: ++this.#seq,
      wallAt: Date.now(),
      query: Object.fromEntries(new URLSearchParams(seen.search)),
      headers: redactHeaders(headers),
      body: redactBody(seen.body, this.#secrets),
      status: undefined,
      outcome: 'open',
      why: undefined,
      faults: [],
    };
    this.#entries.push(entry);
    if (this.#entries.length > limit) this.#entries.shift();
    return entry;
  }

  list(match: { method?: string; path?: string | RegExp } = {}): LoggedRequest[] {
    return this.#entries.filter(({ method, path }) => {
      if (match.method && match.method !== method) return false;
      if (typeof match.path === 'string') return path.includes(match.path);
      return !match.path || match.path.test(path);
    });
  }

  clear(): void {
    this.#entries = [];
  }
}

function redactHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const text = Array.isArray(value) ? value.join(', ') : (value ?? '');
    // An idempotency key opens nothing, and tests compare it over the attempts of one call.
    shown[name] = /authorization|cookie|(?<!idempotency-)key|token|modal-secret/i.test(name)
      ? text.replace(/\S+$/, '[redacted]')
      : text;
  }
  return shown;
}

function redactBody(body: unknown, secrets: (key: string) => boolean): unknown {
  if (Array.isArray(body)) return body.map((item) => redactBody(item, secrets));
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(
    Object.entries(body).map(([key, value]: [string, unknown]) => [
      key,
      /^(hf_?|api_?|upload_?)?token$/i.test(key) || secrets(key) ? '[redacted]' : redactBody(value, secrets),
    ]),
  );
}
