import type { TokenChannel, TokenUsage } from '../inference.ts';
import type { ChatRoute } from '../openai-chat.ts';
import type { Completion, WireUsage } from './wire-v1.ts';

export type Route = ChatRoute;

/** Base models continue text instead of answering messages; everything else is asked to chat. */
export function routeFor(type: string | undefined): Route {
  return type === 'language' ? '/completions' : '/chat/completions';
}

export interface Piece {
  channel: TokenChannel;
  text: string;
}

/** An answer as it grows, from the chunks of a stream or from one body. */
export class Answer {
  /** The route that answered: each has a shape of its own. */
  route: Route = '/chat/completions';
  usage: TokenUsage | undefined;
  finishReason: string | undefined;
  readonly #text: Record<TokenChannel, string> = { content: '', reasoning: '', tool: '' };
  #last: Record<string, unknown> = {};
  #wireUsage: unknown;

  /** The generated pieces of a chunk. A role alone or an empty string is not one. */
  take(chunk: Completion, raw: unknown): Piece[] {
    if (typeof raw === 'object' && raw !== null) this.#last = raw as Record<string, unknown>;
    if (chunk.usage) {
      // Chunks before the last say `usage: null`; the last one that says something counts.
      this.usage = usageOf(chunk.usage);
      this.#wireUsage = this.#last['usage'];
    }
    // The completions route streams its token beside the choices, whose own text may be left out.
    const worded = chunk.choices.some(({ text, delta, message }) => (text ?? delta ?? message) !== undefined);
    const apart = worded || chunk.token?.special ? undefined : chunk.token?.text;
    const pieces: Piece[] = chunk.choices.flatMap((choice) => {
      this.finishReason = choice.finish_reason ?? this.finishReason;
      const said = choice.delta ?? choice.message;
      const tools = (said?.tool_calls ?? []).map(
        ({ function: call }) => `${call?.name ?? ''}${call?.arguments ?? ''}`,
      );
      return [
        { channel: 'reasoning' as const, text: said?.reasoning ?? said?.reasoning_content ?? '' },
        { channel: 'content' as const, text: choice.text ?? said?.content ?? '' },
        { channel: 'tool' as const, text: tools.join('') },
      ];
    });
    if (apart) pieces.push({ channel: 'content', text: apart });
    this.finishReason = chunk.finish_reason ?? this.finishReason;
    const spoken = pieces.filter(({ text }) => text !== '');
    for (const { channel, text } of spoken) this.#text[channel] += text;
    return spoken;
  }

  get empty(): boolean {
    return Object.keys(this.#last).length === 0;
  }

  /** The chunks put together in the shape of an answer in one piece. */
  assembled(): unknown {
    const { content, reasoning, tool } = this.#text;
    const { id, created, model } = this.#last;
    const finish = { finish_reason: this.finishReason ?? null };
    const usage = this.#wireUsage ?? null;
    if (this.route === '/completions')
      return {
        id,
        object: 'text.completion',
        created,
        model,
        choices: [{ text: content, ...finish }],
        usage,
      };
    return {
      id,
      object: 'chat.completion',
      created,
      model,
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content,
            ...(reasoning === '' ? {} : { reasoning }),
            ...(tool === '' ? {} : { tool_calls: tool }),
          },
          ...finish,
        },
      ],
      usage,
    };
  }
}

export function usageOf(usage: WireUsage): TokenUsage {
  const cached = usage.prompt_tokens_details?.cached_tokens ?? usage.cached_tokens;
  const reasoning = usage.completion_tokens_details?.reasoning_tokens;
  return {
    ...(usage.prompt_tokens === undefined ? {} : { input: usage.prompt_tokens }),
    ...(usage.completion_tokens === undefined ? {} : { output: usage.completion_tokens }),
    ...(cached === undefined ? {} : { cachedInput: cached }),
    ...(reasoning === undefined ? {} : { reasoning }),
  };
}
