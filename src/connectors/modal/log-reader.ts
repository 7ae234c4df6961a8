import type { LogEntry, LogQuery } from '../insight.ts';
import type { Redactor } from '../redact.ts';
import { Pieces } from '../redact-stream.ts';
import { cleaned, isBuild, levelOf, sourceOf, timeOfLine } from './log-lines.ts';
import type { Batch, Line } from './log-lines.ts';
import { stateOf } from './waits.ts';

/** Longest line that is waited for. */
const longestLine = 64 * 1024;

interface Begun {
  text: string;
  entry: Omit<LogEntry, 'message' | 'level'>;
  /** Of a line whose beginning is shown already: a key in it may go on. */
  shown?: Pieces;
}

/** Makes lines of what containers write in pieces; one for each log that is read. */
export class LogReader {
  /** Tags by function id. */
  readonly #tags: ReadonlyMap<string, string>;
  readonly #redact: Redactor;
  readonly #now: () => number;
  /** Lines without their end, by container and descriptor. */
  readonly #begun = new Map<string, Begun>();

  constructor(tags: ReadonlyMap<string, string>, redact: Redactor, now: () => number) {
    this.#tags = tags;
    this.#redact = redact;
    this.#now = now;
  }

  take(batch: Batch): LogEntry[] {
    // The building of images has a view of its own.
    if (isBuild(batch)) return [];
    return batch.items.flatMap((item, index) => this.#item(batch, item, index));
  }

  /** What has begun, as far as it came; what may be the beginning of a key waits for the rest of it. */
  soFar(): LogEntry[] {
    return [...this.#begun].flatMap(([key, begun]) => (begun.text === '' ? [] : this.#shown(key, begun)));
  }

  /** What has begun and did not end. */
  rest(): LogEntry[] {
    const all = [...this.#begun.values()].flatMap((begun) => this.#line(begun));
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
    const [first = '', ...others] = `${before?.text ?? ''}${item.data}`.split('\n');
    const entryOf = (line: number): Begun['entry'] => ({
      id: `${from}/${index}.${line}`,
      at: line === 0 && before && before.text !== '' ? before.entry.at : at,
      type: 'log',
      ...(source === undefined ? {} : { source }),
      ...place,
    });
    const lines: Begun[] = [
      { ...(before?.shown ? { shown: before.shown } : {}), text: first, entry: entryOf(0) },
      ...others.map((text, line) => ({ text, entry: entryOf(line + 1) })),
    ];
    const open = lines.pop();
    this.#begun.delete(key);
    const whole = lines.flatMap((line) => this.#line(line));
    if (!open || (open.text === '' && !open.shown)) return whole;
    if (open.text.length > longestLine) return [...whole, ...this.#shown(key, open)];
    this.#begun.set(key, open);
    return whole;
  }

  #line({ text, entry, shown }: Begun): LogEntry[] {
    const clean = cleaned(text);
    return entryWith(shown ? `${shown.take(clean)}${shown.end()}` : this.#redact(clean), entry);
  }

  #shown(key: string, { text, entry, shown = new Pieces(this.#redact) }: Begun): LogEntry[] {
    this.#begun.set(key, { text: '', entry: { ...entry, id: `${entry.id}+` }, shown });
    return entryWith(shown.take(cleaned(text)), entry);
  }
}

function entryWith(text: string, entry: Begun['entry']): LogEntry[] {
  const message = text.trimEnd();
  return message === '' ? [] : [{ ...entry, level: levelOf(message), message }];
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
