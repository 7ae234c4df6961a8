import { t } from '@vscode/l10n';
import * as v from 'valibot';
import type { TokenChannel, TokenUsage } from '../../inference.ts';
import type { LoraxRoute } from './request.ts';
import { isObject, piece } from './wire.ts';
import type { Piece, WireUsage } from './wire.ts';

export interface Said {
  channel: TokenChannel;
  text: string;
}

const native = (route: LoraxRoute): boolean => route.startsWith('/generate');

/** An answer as it grows, from the events of a stream or from one body. */
export class Answer {
  readonly #route: LoraxRoute;
  usage: TokenUsage | undefined;
  finishReason: string | undefined;
  /** A native stream has no [DONE]: its last event is the one with the whole text. */
  ended = false;
  readonly #text: Record<TokenChannel, string> = { content: '', reasoning: '', tool: '' };
  #last: Record<string, unknown> = {};

  constructor(route: LoraxRoute) {
    this.#route = route;
  }

  /** Whether any of it has been shown: then it is never asked for again. */
  get started(): boolean {
    return Object.values(this.#text).some((text) => text !== '');
  }

  /** The visible pieces of one event; undefined when it is none of a model. */
  event(json: unknown): Said[] | undefined {
    const read = this.#read(json);
    if (!read) return undefined;
    if (native(this.#route)) {
      if (read.generated_text !== undefined) this.ended = true;
      const { text = '', special = false } = read.token ?? {};
      // Special tokens (the end of the text) are for the model, not for readers.
      return this.#say([{ channel: 'content', text: special ? '' : text }]);
    }
    return this.#say(this.#choices(read));
  }

  /** The same for an answer in one piece. `POST /` wraps a native one in an array. */
  whole(json: unknown): Said[] | undefined {
    const body: unknown = Array.isArray(json) ? json[0] : json;
    const read = this.#read(body);
    if (!read) return undefined;
    this.ended = true;
    if (native(this.#route)) {
      const { generated_text: text } = read;
      return text === undefined ? undefined : this.#say([{ channel: 'content', text }]);
    }
    return read.choices.length === 0 ? undefined : this.#say(this.#choices(read));
  }

  /** What a stream said, in the shape of an answer in one piece. */
  assembled(): Record<string, unknown> {
    const { content, reasoning, tool } = this.#text;
    if (native(this.#route)) {
      const { details } = this.#last;
      return { generated_text: content, ...(isObject(details) ? { details } : {}) };
    }
    const { id, created, model, usage } = this.#last;
    const chat = this.#route === '/v1/chat/completions';
    const message = {
      role: 'assistant',
      content,
      ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
      ...(tool === '' ? {} : { tool_calls: tool }),
    };
    const choice = { index: 0, ...(chat ? { message } : { text: content }) };
    return {
      ...defined({ id, created, model }),
      choices: [{ ...choice, ...defined({ finish_reason: this.finishReason }) }],
      ...defined({ usage }),
    };
  }

  #read(json: unknown): Piece | undefined {
    const read = v.safeParse(piece, json);
    if (!isObject(json) || !read.success) return undefined;
    const { details, usage, choices } = read.output;
    // The completions route sends counts of zero until its last chunk.
    if (usage && (usage.prompt_tokens || usage.completion_tokens)) this.usage = usageOf(usage);
    const counted = usage !== undefined && this.usage === undefined ? { usage: undefined } : {};
    this.#last = { ...this.#last, ...known(json), ...counted };
    if (details) {
      const { prompt_tokens: input, generated_tokens: output } = details;
      this.usage = defined({ input, output });
    }
    const reason = details?.finish_reason ?? choices.findLast((each) => each.finish_reason)?.finish_reason;
    if (reason !== undefined) this.finishReason = finish(reason, read.output.id === 'null');
    return read.output;
  }

  #choices({ choices }: Piece): Said[] {
    return choices.flatMap(({ delta, message, text }) => {
      const said = delta ?? message;
      const tools = (said?.tool_calls ?? []).map(
        ({ function: call }) => `${call?.name ?? ''}${call?.arguments ?? ''}`,
      );
      return [
        { channel: 'reasoning' as const, text: said?.reasoning ?? said?.reasoning_content ?? '' },
        { channel: 'content' as const, text: text ?? said?.content ?? '' },
        { channel: 'tool' as const, text: tools.join('') },
      ];
    });
  }

  #say(pieces: Said[]): Said[] {
    const spoken = pieces.filter(({ text }) => text !== '');
    for (const { channel, text } of spoken) this.#text[channel] += text;
    return spoken;
  }
}

/** LoRAX names a stop string that matched `content_filter` on its OpenAI routes; its ids there are the word "null". */
function finish(reason: string, lorax: boolean): string {
  if (reason === 'stop_sequence' || (reason === 'content_filter' && lorax)) return t('stop sequence');
  return reason === 'eos_token' ? 'stop' : reason;
}

function usageOf(usage: WireUsage): TokenUsage {
  return defined({
    input: usage.prompt_tokens,
    output: usage.completion_tokens,
    cachedInput: usage.prompt_tokens_details?.cached_tokens,
    reasoning: usage.completion_tokens_details?.reasoning_tokens,
  });
}

/** What later events say stands; the nulls that come before an end are nothing said. */
function known(json: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(json).filter(([, value]) => value !== null));
}

function defined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
