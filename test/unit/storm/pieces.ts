import type { Connector, InvokeEvent, LogEntry } from '../../../src/connectors/index.ts';

/** Cut at lengths of one to nine, in turn: no key is in one piece, and each form of it is cut elsewhere. */
function cut(text: string): string[] {
  const pieces: string[] = [];
  for (let at = 0, length = 1; at < text.length; at += length, length = (length % 9) + 1)
    pieces.push(text.slice(at, at + length));
  return pieces;
}

/** An event stream whose first words are replaced by `said`, a few letters in each event. */
export function streamInPieces(stream: string, said: string): string {
  let replaced = false;
  const events = stream.split(/\r?\n\r?\n/).flatMap((event) => {
    const many = replaced ? undefined : wordsReplaced(event, cut(said));
    replaced ||= many !== undefined;
    return many ?? [event];
  });
  return events.join('\n\n');
}

/** Undefined: there are no words in it. */
function wordsReplaced(event: string, pieces: readonly string[]): string[] | undefined {
  if (/^event: ?output$/m.test(event)) {
    const [id = ''] = /^id: ?.*$/m.exec(event) ?? [];
    return pieces.map((piece, at) => `event: output\n${id}-${at}\ndata: ${piece}`);
  }
  const [, data = ''] = /^data: ?(\{.*)$/m.exec(event) ?? [];
  const words = /"(?:content|text)":"(?:[^"\\]|\\.)+"/;
  const [whole = ''] = words.exec(data) ?? [];
  if (whole === '') return undefined;
  const name = whole.slice(0, whole.indexOf(':'));
  return pieces.map((piece) => {
    const text = JSON.stringify(piece);
    // What it thinks comes between the pieces of what it says.
    const thought = data.replace('"delta":{', () => `"delta":{"reasoning_content":${text},`);
    return `data: ${thought.replace(words, () => `${name}:${text}`)}`;
  });
}

interface Said {
  data: string;
}

/** Items of a log, with the keys in them, as a program may write them: piece by piece. */
export const itemsInPieces = <T extends Said>(items: readonly T[], said: string): T[] =>
  items.flatMap((item) =>
    item.data === '' ? [item] : cut(`${item.data.trimEnd()} ${said}\n`).map((data) => ({ ...item, data })),
  );

/** The texts of a test as a person reads them, put together. */
export const spoken = (events: readonly InvokeEvent[]): Record<'answer' | 'reasoning', string> => {
  const joined = (reasoning: boolean): string =>
    events
      .flatMap((event) =>
        event.type === 'token' && (event.channel === 'reasoning') === reasoning ? event.text : [],
      )
      .join('');
  return { answer: joined(false), reasoning: joined(true) };
};

/** What a followed log has told after a while. */
export async function followed(connector: Connector, id: string, since: number): Promise<LogEntry[]> {
  const entries: LogEntry[] = [];
  const signal = AbortSignal.timeout(400);
  for await (const entry of connector.follow?.(id, { since }, signal) ?? []) entries.push(entry);
  return entries;
}
