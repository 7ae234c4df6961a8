import type { IncomingHttpHeaders } from 'node:http';
import type { Fault } from './faults.ts';
import type { SseWriter } from './sse.ts';

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly params: Record<string, string>;
  /** Parsed JSON, `undefined` without a body. */
  readonly body: unknown;
  /** The bytes as they came, for forms and plain text. */
  readonly raw: Buffer;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
  readonly faults: readonly Fault[];
}

export interface JsonAnswer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  /** Sent as it is, with this content type, instead of JSON. */
  readonly text?: { readonly type: string; readonly value: string };
  /** The same for what is not text, such as archives. */
  readonly bytes?: { readonly type: string; readonly value: Uint8Array };
}

export interface StreamAnswer {
  readonly status: 200;
  readonly headers?: Record<string, string>;
  readonly stream: (out: SseWriter) => Promise<void>;
}

export type Answer = JsonAnswer | StreamAnswer;
export type Handler = (call: Call) => Answer | Promise<Answer>;

/** Thrown by a handler to answer with an error; `why` goes to the request log, never over the wire. */
export class Refusal extends Error {
  readonly answer: JsonAnswer;

  constructor(answer: JsonAnswer, why: string) {
    super(why);
    this.answer = answer;
  }
}

export const ok = (body: unknown, headers: Record<string, string> = {}): JsonAnswer => ({
  status: 200,
  body,
  headers,
});

export function hasFault<K extends Fault['kind']>(
  faults: readonly Fault[],
  kind: K,
): Extract<Fault, { kind: K }> | undefined {
  return faults.find((fault): fault is Extract<Fault, { kind: K }> => fault.kind === kind);
}
