import { bytesMutated, chunked, streamOf } from './bytes.ts';
import type { Luck } from './luck.ts';
import { mutated } from './mutate.ts';
import type { Watchdog } from './watchdog.ts';

interface Answer {
  status: number;
  headers: [string, string][];
  body: Buffer;
}

/** What a platform answered once, to be given again with changes. */
export class Tape {
  readonly #answers = new Map<string, Answer[]>();

  /** The global fetch, with all that it answers kept. */
  readonly recording: typeof fetch = async (input, init) => {
    const response = await globalThis.fetch(input, init);
    const { status } = response;
    const headers = [...response.headers].filter(([name]) => !/^content-(?:length|encoding)$/.test(name));
    const key = keyOf(init?.method, urlOf(input));
    // Not waited for: a stream may end only after its reader has done something else.
    const keep = (body: ArrayBuffer): void => {
      const answer = { status, headers, body: Buffer.from(body) };
      this.#answers.set(key, [...(this.#answers.get(key) ?? []), answer]);
    };
    void response
      .clone()
      .arrayBuffer()
      .then(keep, () => undefined);
    return response;
  };

  get size(): number {
    return this.#answers.size;
  }

  find(method: string | undefined, url: URL, luck: Luck): Answer | undefined {
    const exact = this.#answers.get(keyOf(method, url)) ?? this.#alike(method, url);
    if (!exact) return undefined;
    return luck.chance(0.8) ? exact[0] : luck.pick(exact);
  }

  /** Of the same method and form of path: what a changed id or cursor leads to. */
  #alike(method: string | undefined, url: URL): Answer[] | undefined {
    const form = (key: string): string =>
      key.replace(/\?.*/, '').replace(/\/[^/]*\d[^/]*|(?<=\/)[^/]+$/g, '*');
    const wanted = form(keyOf(method, url));
    for (const [key, answers] of this.#answers) if (form(key) === wanted) return answers;
    return undefined;
  }
}

export interface Played {
  fetch: typeof fetch;
  /** Bodies that were given out changed. */
  changed: () => number;
}

/** A fetch that plays the tape, with some bodies changed. */
export function played(tape: Tape, luck: Luck, share: number, watchdog: Watchdog): Played {
  let changed = 0;
  const missing = { status: 404, headers: [['content-type', 'application/json']], body: Buffer.from('{}') };
  const answer = (method: string | undefined, url: URL): Response => {
    const { status, headers, body } = tape.find(method, url, luck) ?? (missing as Answer);
    const bare = [101, 204, 205, 304].includes(status);
    const odd = !bare && luck.chance(share);
    if (odd) changed++;
    const bytes = odd ? changedBody(headers, body, luck) : body;
    const other =
      odd && luck.chance(0.05) ? luck.pick([200, 202, 400, 402, 409, 418, 422, 429, 500, 503, 599]) : status;
    return new Response(bare ? null : streamOf(luck.chance(0.3) ? chunked(bytes, luck) : [bytes]), {
      status: other,
      headers,
    });
  };
  const fetching: typeof fetch = (input, init) => {
    init?.signal?.throwIfAborted();
    if (!watchdog.may('ask')) return watchdog.never();
    return Promise.resolve().then(() => answer(init?.method, urlOf(input)));
  };
  return { fetch: fetching, changed: () => changed };
}

function changedBody(headers: readonly [string, string][], body: Buffer, luck: Luck): Uint8Array {
  const type = headers.find(([name]) => name === 'content-type')?.[1] ?? '';
  if (type.includes('json') && luck.chance(0.9)) {
    const json = parsed(body);
    if (json !== undefined) return Buffer.from(JSON.stringify(mutated(json, luck)));
  }
  return type.includes('event-stream') && luck.chance(0.5)
    ? eventsMutated(body, luck)
    : bytesMutated(body, luck);
}

/** The JSON within a stream of events changed, its frame left as it was. */
function eventsMutated(body: Buffer, luck: Luck): Uint8Array {
  const lines = body.toString().split('\n');
  for (let times = 1 + luck.below(4); times > 0; times--) {
    const at = luck.below(lines.length);
    const json = /^data: ?([{["].*)$/.exec(lines[at] ?? '')?.[1];
    const value = json === undefined ? undefined : parsed(Buffer.from(json));
    if (value !== undefined) lines[at] = `data: ${JSON.stringify(mutated(value, luck))}`;
  }
  return Buffer.from(lines.join('\n'));
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    return undefined;
  }
}

const urlOf = (input: Parameters<typeof fetch>[0]): URL =>
  new URL(input instanceof Request ? input.url : String(input));

const keyOf = (method = 'GET', { pathname, search }: URL): string => `${method} ${pathname}${search}`;
