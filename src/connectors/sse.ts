import { t } from '@vscode/l10n';
import { createParser } from 'eventsource-parser';
import { PlatformError } from './errors.ts';

export interface ServerEvent {
  /** Absent for an event without a name. */
  name?: string;
  data: string;
  /** The body ended before the empty line that closes an event: the data may be cut. */
  unclosed?: true;
}

/**
 * Server-sent events from a body, whatever way it was cut into chunks. What is left without its closing
 * empty line at the end is still given, marked: some servers forget that line after the last event.
 */
export async function* serverEvents(
  chunks: AsyncIterable<Uint8Array>,
  maxEventLength = 8 * 1024 * 1024,
): AsyncGenerator<ServerEvent> {
  const ready: ServerEvent[] = [];
  const parser = createParser({
    maxBufferSize: maxEventLength,
    onError: ({ type }) => {
      if (type === 'max-buffer-size-exceeded') throw tooLarge(maxEventLength);
    },
    onEvent: ({ event, data }) => ready.push(event === undefined ? { data } : { name: event, data }),
  });
  const decoder = new TextDecoder();
  for await (const chunk of chunks) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    yield* ready.splice(0);
  }
  parser.feed(`${decoder.decode()}\n\n`);
  for (const event of ready.splice(0)) yield { ...event, unclosed: true };
}

function tooLarge(limit: number): PlatformError {
  return new PlatformError({
    code: 'malformed',
    message: t`A part of the answer is larger than ${Math.round(limit / 1024)} KiB.`,
    hint: t('Try again; what came so far is shown.'),
  });
}
