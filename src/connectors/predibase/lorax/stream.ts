import { t } from '@vscode/l10n';
import { createParser } from 'eventsource-parser';
import { PlatformError } from '../../errors.ts';

export type StreamItem =
  | { kind: 'event'; data: string; /** The body ended before its closing empty line. */ unclosed?: true }
  /** A sign of life while nothing is generated: an adapter is loading, or the server is stuck. */
  | { kind: 'comment' };

const longestEvent = 8 * 1024 * 1024;

function tooLong(cause: unknown): PlatformError {
  const message = t`A part of the answer is larger than ${longestEvent / 1024 / 1024} MB.`;
  return new PlatformError({ platform: 'predibase', code: 'malformed', message }, cause);
}

/** Events and comments of a body in their order, whatever way it was cut into chunks. */
export async function* streamItems(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<StreamItem> {
  const ready: StreamItem[] = [];
  const parser = createParser({
    maxBufferSize: longestEvent,
    onEvent: ({ data }) => ready.push({ kind: 'event', data }),
    onComment: () => ready.push({ kind: 'comment' }),
  });
  const feed = (text: string) => {
    try {
      parser.feed(text);
    } catch (error) {
      throw tooLong(error);
    }
  };
  const decoder = new TextDecoder();
  for await (const chunk of chunks) {
    feed(decoder.decode(chunk, { stream: true }));
    yield* ready.splice(0);
  }
  feed(`${decoder.decode()}\n\n`);
  for (const item of ready.splice(0)) yield item.kind === 'event' ? { ...item, unclosed: true } : item;
}
