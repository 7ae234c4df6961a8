import * as v from 'valibot';
import type { InvokeRequest, TokenChannel, TokenUsage } from './inference.ts';
import { details, maybe, text, tokens } from './lenient.ts';

/** Requests and answers of servers that speak OpenAI's chat and completion routes. */

export type ChatRoute = '/chat/completions' | '/completions';

/** What every such server takes. */
export function chatBody(
  route: ChatRoute,
  model: string,
  request: InvokeRequest,
  stream = request.stream,
): Record<string, unknown> {
  const { prompt, system, maxTokens, temperature, topP } = request;
  const input =
    route === '/completions'
      ? { prompt: system ? `${system}\n\n${prompt}` : prompt }
      : {
          messages: [
            ...(system ? [{ role: 'system', content: system }] : []),
            { role: 'user', content: prompt },
          ],
        };
  return {
    model,
    ...input,
    ...(maxTokens === undefined ? {} : { max_tokens: maxTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    stream,
  };
}

/** For vLLM, whose streams tell their usage only when that is asked for. */
export function vllmBody(route: ChatRoute, model: string, request: InvokeRequest): Record<string, unknown> {
  const usage = request.stream ? { stream_options: { include_usage: true } } : {};
  return { ...chatBody(route, model, request), ...usage };
}

const usage = v.object({
  prompt_tokens: tokens,
  completion_tokens: tokens,
  prompt_tokens_details: maybe(v.object({ cached_tokens: tokens })),
  completion_tokens_details: maybe(v.object({ reasoning_tokens: tokens })),
});

/** `delta` while streaming, `message` in one piece. */
const said = maybe(
  v.object({
    content: text,
    reasoning: text,
    reasoning_content: text,
    tool_calls: maybe(details(v.object({ function: maybe(v.object({ name: text, arguments: text })) }))),
  }),
);

const completion = v.object({
  choices: v.array(v.object({ delta: said, message: said, text, finish_reason: text })),
  usage: maybe(usage),
});

const fault = v.object({ message: v.string(), type: text, param: text });

export interface ServerFault {
  message: string;
  /** `NotFoundError`. */
  type?: string | undefined;
  /** The part of the request that it is about. */
  param?: string | undefined;
}

/** An error object: nested under `error`, or flat as older vLLM writes it. */
export function serverFault(json: unknown): ServerFault | undefined {
  if (!isObject(json)) return undefined;
  const inner = json['error'] ?? (json['object'] === 'error' ? json : undefined);
  if (typeof inner === 'string') return { message: inner };
  const read = v.safeParse(fault, inner);
  return read.success ? read.output : undefined;
}

/** Ids of a `GET /models`. Undefined: no such list. */
export function modelIds(json: unknown): string[] | undefined {
  const read = v.safeParse(v.object({ data: v.array(v.object({ id: v.string(), parent: text })) }), json);
  if (!read.success) return undefined;
  // Adapters name the model that they are on.
  const { data } = read.output;
  return data
    .toSorted((a, b) => Number(a.parent !== undefined) - Number(b.parent !== undefined))
    .map(({ id }) => id);
}

export interface Said {
  channel: TokenChannel;
  text: string;
}

/** An answer as it grows, from the chunks of a stream or from one body. */
export class ChatAnswer {
  readonly route: ChatRoute;
  usage: TokenUsage | undefined;
  finishReason: string | undefined;
  readonly #text: Record<TokenChannel, string> = { content: '', reasoning: '', tool: '' };
  #last: Record<string, unknown> = {};

  constructor(route: ChatRoute) {
    this.route = route;
  }

  /** What a chunk says. Undefined: it is no part of an answer. */
  take(json: unknown): Said[] | undefined {
    const read = v.safeParse(completion, json);
    if (!isObject(json) || !read.success) return undefined;
    // The usage comes in a chunk of its own; the nulls before it say nothing.
    const known = Object.entries(json).filter(([, value]) => value !== null);
    this.#last = { ...this.#last, ...Object.fromEntries(known) };
    if (read.output.usage) this.usage = usageOf(read.output.usage);
    const pieces = read.output.choices.flatMap((choice): Said[] => {
      this.finishReason = choice.finish_reason ?? this.finishReason;
      const part = choice.delta ?? choice.message;
      const tools = (part?.tool_calls ?? []).map(
        ({ function: call }) => `${call?.name ?? ''}${call?.arguments ?? ''}`,
      );
      return [
        { channel: 'reasoning', text: part?.reasoning ?? part?.reasoning_content ?? '' },
        { channel: 'content', text: choice.text ?? part?.content ?? '' },
        { channel: 'tool', text: tools.join('') },
      ];
    });
    const spoken = pieces.filter((piece) => piece.text !== '');
    for (const { channel, text: words } of spoken) this.#text[channel] += words;
    return spoken;
  }

  get empty(): boolean {
    return Object.keys(this.#last).length === 0;
  }

  /** The chunks put together in the shape of an answer in one piece. */
  assembled(): unknown {
    const { content, reasoning, tool } = this.#text;
    const { id, created, model, usage: counted } = this.#last;
    const chat = this.route === '/chat/completions';
    const message = {
      role: 'assistant',
      content,
      ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
      ...(tool === '' ? {} : { tool_calls: tool }),
    };
    return {
      id,
      object: chat ? 'chat.completion' : 'text_completion',
      created,
      model,
      choices: [
        { index: 0, ...(chat ? { message } : { text: content }), finish_reason: this.finishReason ?? null },
      ],
      ...(counted === undefined ? {} : { usage: counted }),
    };
  }
}

function usageOf(counted: v.InferOutput<typeof usage>): TokenUsage {
  const { prompt_tokens: input, completion_tokens: output } = counted;
  const cachedInput = counted.prompt_tokens_details?.cached_tokens;
  const reasoning = counted.completion_tokens_details?.reasoning_tokens;
  return {
    ...(input === undefined ? {} : { input }),
    ...(output === undefined ? {} : { output }),
    ...(cachedInput === undefined ? {} : { cachedInput }),
    ...(reasoning === undefined ? {} : { reasoning }),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
