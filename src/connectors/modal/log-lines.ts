import type { LogEntry, LogQuery, LogSource } from '../insight.ts';
import type { Message } from './wire.ts';

export type Batch = Message<'appGetLogs'>;
export type Line = Batch['items'][number];

/** Numbers of `FileDescriptor`. */
const descriptors: Record<LogSource, number> = { stdout: 1, stderr: 2, system: 3 };

export function sourceOf(descriptor: number): LogSource | undefined {
  return (Object.keys(descriptors) as LogSource[]).find((source) => descriptors[source] === descriptor);
}

/** What the server narrows by itself, in both ways of reading. */
export function narrowed({ part = '', container = '', source }: LogQuery) {
  return { functionId: part, taskId: container, descriptor: source === undefined ? 0 : descriptors[source] };
}

/** Whether it is about the building of an image and not about what runs. */
export function isBuild({ imageId }: Pick<Batch, 'imageId'>): boolean {
  return imageId !== '';
}

/** Ms since epoch: the exact time where it is told, else the one in seconds. */
export function timeOfLine(
  { timestampNs, timestamp }: Pick<Line, 'timestampNs' | 'timestamp'>,
  unknown: number,
): number {
  if (/^[1-9]\d*$/.test(timestampNs)) return Number(BigInt(timestampNs) / 1_000_000n);
  return timestamp > 0 ? Math.round(timestamp * 1000) : unknown;
}

const marks: readonly (readonly [LogEntry['level'], RegExp])[] = [
  [
    'error',
    /^\W*(?:ERROR|CRITICAL|FATAL)\b|^[\w.]*(?:Error|Exception): |^Traceback \(most recent call last\)|\| (?:ERROR|CRITICAL)\b/,
  ],
  ['warn', /^\W*WARN(?:ING)?\b|\| WARNING\b/],
  ['debug', /^\W*(?:DEBUG|TRACE)\b/],
];

/** What the text plainly says of itself. The error output is used for everything by vLLM: it is no level. */
export function levelOf(text: string): LogEntry['level'] {
  // vLLM puts its process before the level: `(EngineCore pid=12) INFO 11-23 …`.
  const plain = text.replace(/^\([^)]*\)\s*/, '');
  return marks.find(([, mark]) => mark.test(plain))?.[0] ?? 'info';
}

/** As a terminal would leave it: colours are gone, and what a carriage return went over is. */
export function cleaned(line: string): string {
  const plain = line.replace(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, '').replace(/\r+$/, '');
  return plain.slice(plain.lastIndexOf('\r') + 1);
}
