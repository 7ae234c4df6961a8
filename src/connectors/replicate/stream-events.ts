/** One part of an event stream; a comment has no name. */
export type StreamPart =
  { kind: 'event'; name: string; id?: string; data: string } | { kind: 'comment'; text: string };

const maxLength = 16 * 1024 * 1024;

/**
 * Server-sent events as Replicate means them. Unlike the standard, an event without data counts, since the last
 * one may be a bare `event: done` (replicate-go: stream_test.go); and comments matter, because `:408:` ends a
 * silent stream. What is cut off at the end is dropped, but for a `done`.
 */
export async function* streamParts(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<StreamPart> {
  const decoder = new TextDecoder();
  const event = new EventBuilder();
  let rest = '';
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true });
    if (rest.length > maxLength) return;
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const part = event.take(line);
      if (part) yield part;
    }
  }
  const part = rest === '' ? undefined : event.take(rest.replace(/\r$/, ''));
  if (part) yield part;
  if (event.name === 'done') yield { kind: 'event', name: 'done', data: '' };
}

class EventBuilder {
  name: string | undefined;
  #id: string | undefined;
  #data: string[] = [];

  take(line: string): StreamPart | undefined {
    if (line === '') return this.#close();
    if (line.startsWith(':')) return { kind: 'comment', text: line.slice(1).trim() };
    const [, field, value = ''] = /^([^:]*)(?::(.*))?$/s.exec(line) ?? [];
    // Exactly one space is the separator's; any other belongs to the text.
    const text = value.startsWith(' ') ? value.slice(1) : value;
    if (field === 'event') this.name = text;
    else if (field === 'id') this.#id = text;
    else if (field === 'data') this.#data.push(text);
    return undefined;
  }

  #close(): StreamPart | undefined {
    const name = this.name ?? (this.#data.length > 0 ? 'message' : undefined);
    const data = this.#data.join('\n');
    const id = this.#id;
    this.name = undefined;
    this.#id = undefined;
    this.#data = [];
    if (name === undefined) return undefined;
    return { kind: 'event', name, data, ...(id === undefined ? {} : { id }) };
  }
}
