import type { InvokeEvent } from './inference.ts';
import type { Redactor } from './redact.ts';
import { context } from './redact-rules.ts';
import type { Rule } from './redact-rules.ts';

/** What looks like the beginning of a foreign key is waited for no longer; an own key is never so long. */
const mostHeld = 4096;

/**
 * Redacts a text that comes in pieces: what it gives, put together, is the redaction of what it was given, put
 * together. Of each piece it holds back only what may be the beginning of something to take out.
 */
export class Pieces {
  readonly #stages: Stage[];

  constructor({ rules }: Redactor) {
    this.#stages = rules.map((rule) => new Stage(rule));
  }

  take(text: string): string {
    return this.#stages.reduce((rest, stage) => stage.take(rest), text);
  }

  /** What was held back: nothing more comes. */
  end(): string {
    return this.#stages.reduce((rest, stage) => stage.take(rest) + stage.end(), '');
  }

  /** What is held back, clean as far as it is known. */
  get held(): string {
    return this.#stages.reduce((after, { held }) => held + after, '');
  }
}

/** One rule of the redactor, over the text that the rule before it lets through. */
class Stage {
  readonly #rule: Rule;
  #before = '';
  #within = false;
  held = '';

  constructor(rule: Rule) {
    this.#rule = rule;
  }

  take(text: string): string {
    if (text === '') return '';
    const clean = this.#pass(text, false);
    return this.held.length > mostHeld && this.#rule.more ? clean + this.end() : clean;
  }

  end(): string {
    return this.#pass('', true);
  }

  #pass(text: string, last: boolean): string {
    const { search, mask, open, more } = this.#rule;
    const all = this.#before + this.held + text;
    let at = this.#goOn(all, this.#before.length);
    let clean = '';
    for (let waits = false; at < all.length && !waits;) {
      search.lastIndex = at;
      const match = search.exec(all);
      const found = match?.index ?? all.length;
      const begun = last ? -1 : open(all, at);
      // What begins earlier is found first, and the longest of what begins at one place. One with `more` is sure.
      waits = begun !== -1 && (begun < found || (begun === found && !more));
      const until = waits ? begun : found;
      clean += all.slice(at, until);
      at = until;
      if (waits || !match) continue;
      clean += mask;
      at += match[0].length;
      this.#within = more !== undefined && at === all.length;
    }
    this.held = all.slice(at);
    this.#before = all.slice(Math.max(0, at - context), at);
    return clean;
  }

  /** Past what still belongs to the match that reached the end of the text before. */
  #goOn(all: string, from: number): number {
    const { more } = this.#rule;
    if (!this.#within || !more) return from;
    more.lastIndex = from;
    const end = from + (more.exec(all)?.[0].length ?? 0);
    this.#within = end === all.length;
    return end;
  }
}

type Token = Extract<InvokeEvent, { type: 'token' }>;

const ends: ReadonlySet<InvokeEvent['type']> = new Set(['done', 'error', 'cancelled']);

/** The events of a test, clean; its texts as they are read, whatever way a key in them is cut into tokens. */
export async function* cleanTest(
  events: AsyncIterable<InvokeEvent>,
  redact: Redactor,
  clean: (event: InvokeEvent) => InvokeEvent,
): AsyncGenerator<InvokeEvent> {
  const answer = new Lane(redact);
  const reasoning = new Lane(redact);
  let last = 0;
  const inOrder = (token: Token): Token => {
    last = Math.max(last, token.at);
    return token.at === last ? token : { ...token, at: last };
  };
  // What comes between two tokens of one text does not part them there: only an end lets go of everything.
  const rest = (): Token[] => [...reasoning.end(), ...answer.end()].map(inOrder);
  try {
    for await (const event of events) {
      if (event.type === 'token') {
        const lane = event.channel === 'reasoning' ? reasoning : answer;
        for (const token of lane.take(event)) yield inOrder(token);
        continue;
      }
      if (ends.has(event.type)) for (const token of rest()) yield token;
      yield clean(event);
    }
  } catch (error) {
    for (const token of rest()) yield token;
    throw error;
  }
  for (const token of rest()) yield token;
}

/** One text as it is shown: the calls of tools stand in the answer. */
class Lane {
  readonly #pieces: Pieces;
  /** When the beginning of what is held back came, and as what. */
  #held: Omit<Token, 'text'> | undefined;

  constructor(redact: Redactor) {
    this.#pieces = new Pieces(redact);
  }

  take(token: Token): Token[] {
    const before = this.#held;
    const beforeText = this.#pieces.held;
    const text = this.#pieces.take(token.text);
    const { held } = this.#pieces;
    if (held === '') this.#held = undefined;
    else if (!before || held.length <= token.text.length) this.#held = token;
    if (!before) return text === token.text ? [token] : piece(token, text);
    if (!text.startsWith(beforeText)) return piece({ ...before, at: token.at }, text);
    // It was no key. A first token counts from when it came, however late it is shown.
    return [...piece(before, beforeText), ...piece(token, text.slice(beforeText.length))];
  }

  end(): Token[] {
    const text = this.#pieces.end();
    return this.#held ? piece(this.#held, text) : [];
  }
}

function piece({ type, at, channel }: Omit<Token, 'text'>, text: string): Token[] {
  return text === '' ? [] : [{ type, at, text, channel }];
}
