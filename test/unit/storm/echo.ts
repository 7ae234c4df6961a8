import type { ControlPlane } from '../../../src/connectors/modal/wire.ts';
import { formsOf } from './keyForms.ts';
import { itemsInPieces, streamInPieces } from './pieces.ts';

/** How a platform tells what it was sent. */
export const echoes = ['message', 'header', 'html', 'stream', 'names', 'inside', 'pieces'] as const;
export type Echo = (typeof echoes)[number];

/** The real platform knows keys of its own: what is planted is exchanged on the way. */
export interface Exchange {
  planted: string;
  real: string;
}

const swapped = (text: string, pairs: readonly Exchange[]): string =>
  pairs.reduce((all, { planted, real }) => (planted === '' ? all : all.replaceAll(planted, real)), text);

/**
 * A fetch that answers as the platform does, but tells the keys: in `echo`'s way, in texts of good answers, or in
 * pieces of a stream.
 */
export function echoing(
  pairs: readonly Exchange[],
  keys: readonly string[],
  current: () => Echo,
): typeof fetch {
  return async (input, init) => {
    const echo = current();
    if (echo !== 'inside' && echo !== 'pieces') return refusal(echo, keys);
    const url = input instanceof Request ? input.url : String(input);
    const headers = [...new Headers(init?.headers)].map(([name, value]): [string, string] => [
      name,
      swapped(value, pairs),
    ]);
    const body = typeof init?.body === 'string' ? swapped(init.body, pairs) : undefined;
    const response = await globalThis.fetch(url, {
      ...init,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const type = response.headers.get('content-type') ?? '';
    if (!type.includes(echo === 'pieces' ? 'event-stream' : 'json')) return response;
    const text = await response.text();
    const { status } = response;
    const changed = echo === 'pieces' ? streamInPieces(text, allForms(keys)) : told(text, keys);
    return new Response(text === '' ? null : changed, { status, headers: { 'content-type': type } });
  };
}

const wordy = /message|description|detail|error|reason|logs|text|title|note|output/i;

/** Good answers whose free texts hold the keys. */
function told(text: string, keys: readonly string[]): string {
  const said = allForms(keys);
  return JSON.stringify(JSON.parse(text), (key, value: unknown) =>
    typeof value === 'string' && wordy.test(key) ? `${value} ${said}` : value,
  );
}

const allForms = (keys: readonly string[]): string => keys.flatMap(formsOf).join(' ; ');

function refusal(echo: Exclude<Echo, 'inside' | 'pieces'>, keys: readonly string[]): Response {
  const said = `refused: ${allForms(keys)}`;
  const json = {
    message: said,
    error: { message: said, type: said, param: said, code: said },
    detail: said,
    title: said,
  };
  switch (echo) {
    case 'message':
      return Response.json(json, { status: 400 });
    case 'names':
      return Response.json(
        { ...Object.fromEntries(keys.map((key) => [key, key])), error: said, error_type: said },
        { status: 422 },
      );
    case 'header': {
      const headers = {
        'x-request-id': keys.join(),
        'x-together-traceid': keys.join(),
        'x-b3-traceid': keys.join(),
      };
      return Response.json(json, {
        status: 500,
        headers: { ...headers, 'retry-after': keys.join(), location: `/${keys.join()}` },
      });
    }
    case 'html':
      return new Response(`<html><title>${said}</title><p>${said}`, {
        status: 502,
        headers: { 'content-type': 'text/html' },
      });
    case 'stream': {
      const half = Math.floor(said.length / 2);
      const events = [
        `: ${said}`,
        `event: error\ndata: ${JSON.stringify(json)}`,
        `data: ${said.slice(0, half)}`,
        `data: ${said.slice(half)}`,
      ];
      return new Response(`${events.join('\n\n')}\n\n`, { headers: { 'content-type': 'text/event-stream' } });
    }
  }
}

type Call = (...args: unknown[]) => unknown;

/** Modal's control plane, which tells the keys in its refusals and, with `inside` or `pieces`, in what it answers. */
export function echoingPlane(real: ControlPlane, keys: readonly string[], current: () => Echo): ControlPlane {
  const said = allForms(keys);
  const withKeys = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(withKeys);
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array || value instanceof Date)
      return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        typeof item === 'string' && /^data$|message|error|description$|reason/i.test(key)
          ? `${item} ${said}\n`
          : withKeys(item),
      ]),
    );
  };
  const inPieces = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inPieces);
    if (typeof value !== 'object' || value === null) return value;
    if ('batches' in value) return { ...value, batches: inPieces(value.batches) };
    return 'items' in value && 'entryId' in value
      ? { ...value, items: itemsInPieces(value.items as { data: string }[], said) }
      : value;
  };
  return new Proxy({} as ControlPlane, {
    get: (_target, name) => {
      if (typeof name !== 'string' || name === 'then') return undefined;
      return (...args: unknown[]): unknown => {
        const echo = current();
        if (echo !== 'inside' && echo !== 'pieces') return refused(said);
        const result = (real as unknown as Record<string, Call>)[name]?.(...args);
        const change = echo === 'inside' ? withKeys : inPieces;
        return isStream(result) ? mapped(result, change) : (result as Promise<unknown>).then(change);
      };
    },
  });
}

const isStream = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

async function* mapped(stream: AsyncIterable<unknown>, change: (value: unknown) => unknown): AsyncGenerator {
  for await (const item of stream) yield change(item);
}

/** Fails as a promise and as a stream, whichever it is taken for. */
function refused(details: string): object {
  const error = Object.assign(new Error(details), { code: 9, details });
  return {
    then: (_given: unknown, failed: (reason: unknown) => void): void => failed(error),
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }),
  };
}
