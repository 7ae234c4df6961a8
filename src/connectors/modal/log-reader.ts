import type { LogEntry, LogQuery } from '../insight.ts';
import type { Redact } from '../redact.ts';
import { cleaned, isBuild, levelOf, sourceOf, timeOfLine } from './log-lines.ts';
import type { Batch, Line } from './log-lines.ts';
import { stateOf } from './waits.ts';

/** Longest line that is waited for. */
const longestLine = 64 * 1024;

interface Begun {
  text: string;
  entry: Omit<LogEntry, 'message' | 'level'>;
}

/** Makes lines of what containers write in pieces; one for each log that is read. */
export class LogReader {
  /** Tags by function id. */
  readonly #tags: ReadonlyMap<string, string>;
  readonly #redact: Redact;
  readonly #now: () => number;
  /** Lines without their end, by container and descriptor. */
  readonly #begun = new Map<string, Begun>();

  constructor(tags: ReadonlyMap<string, string>, redact: Redact, now: () => number) {
    this.#tags = tags;
    this.#redact = redact;
    this.#now = now;
  }

  take(batch: Batch): LogEntry[] {
    // The building of images has a view of its own.
    if (isBuild(batch)) return [];
    return batch.items.flatMap((item, index) => this.#item(batch, item, index));
  }

  /** What has begun and did not end. */
  rest(): LogEntry[] {
    const all = [...this.#begun.values()].flatMap(({ text, entry }) => this.#line(text, entry));
    this.#begun.clear();
    return all;
  }

  #item(batch: Batch, item: Line, index: number): LogEntry[] {
    const at = timeOfLine(item, this.#now());
    const container = item.containerId || batch.taskId;
    const part = this.#tags.get(batch.functionId);
    const place = {
      ...(part === undefined ? {} : { part }),
      ...(container === '' ? {} : { container }),
    };
    const from = batch.entryId || `${at}-${container}-${item.fileDescriptor}`;
    const state: number = item.taskState;
    if (item.data === '') {
      if (state === 0) return [];
      const { name, said } = stateOf(state);
      const level = name === 'preempted' ? 'warn' : 'info';
      return [
        {
          id: `${from}/${index}`,
          at,
          level,
          type: `container.${name}`,
          message: said,
          source: 'system',
          ...place,
        },
      ];
    }
    const source = sourceOf(item.fileDescriptor);
    const key = `${container} ${item.fileDescriptor}`;
    const before = this.#begun.get(key);
    const lines = `${before?.text ?? ''}${item.data}`.split('\n');
    const begins = before?.entry.at ?? at;
    const entryOf = (line: number): Begun['entry'] => ({
      id: `${from}/${index}.${line}`,
      at: line === 0 ? begins : at,
      type: 'log',
      ...(source === undefined ? {} : { source }),
      ...place,
    });
    const open = lines.pop() ?? '';
    const whole = lines.flatMap((text, line) => this.#line(text, entryOf(line)));
    this.#begun.delete(key);
    if (open === '') return whole;
    const begun = { text: open, entry: entryOf(lines.length) };
    if (open.length > longestLine) return [...whole, ...this.#line(open, begun.entry)];
    this.#begun.set(key, begun);
    return whole;
  }

  #line(text: string, entry: Begun['entry']): LogEntry[] {
    const message = this.#redact(cleaned(text)).trimEnd();
    return message === '' ? [] : [{ ...entry, level: levelOf(message), message }];
  }
}

/** The server narrows most; the text in any case, and the states of containers, are left to us. */
export function wanted({ text, source, since, until }: LogQuery): (entry: LogEntry) => boolean {
  const words = text?.toLowerCase();
  return (entry) =>
    (words === undefined || words === '' || entry.message.toLowerCase().includes(words)) &&
    (source === undefined || entry.source === source) &&
    (since === undefined || entry.at >= since) &&
    (until === undefined || entry.at < until);
}
