import { t } from '@vscode/l10n';
import type { LogEntry, LogQuery } from '../../connectors/connector.ts';

/** Lines of a log as they stand in the channel; `names` are what parts and containers are called. */
export function logLines(entry: LogEntry, names: ReadonlyMap<string, string> = new Map()): string[] {
  const { at, level, source, part, container, message, excerpt } = entry;
  const marks = [
    sourceMark(source, level),
    part === undefined ? undefined : (names.get(part) ?? part),
    container === undefined ? undefined : shortId(container),
  ];
  const head = [clock(at), ...marks.filter((mark) => mark !== undefined)].map(harmless).join(' ');
  const text = [message, excerpt].filter((each) => each !== undefined && each !== '').join('\n');
  return text
    .replace(/[\r\n]+$/, '')
    .split(/\r\n|\n|\r/)
    .map((line) => `${head} │ ${harmless(line)}`.trimEnd());
}

/** A line of Slipway's own among those of the platform. */
export const ownLine = (text: string, at: number): string => `${clock(at)} ── ${harmless(text)}`;

/** What is shown, in words: for the head of what follows. */
export function described(query: LogQuery, labels: ReadonlyMap<string, string>): string {
  const { since, until, text, source, part, container } = query;
  const parts = [
    since === undefined ? undefined : t`from ${dayAndClock(since)}`,
    until === undefined ? undefined : t`to ${dayAndClock(until)}`,
    part === undefined ? undefined : (labels.get(part) ?? part),
    container === undefined ? undefined : t`container ${labels.get(container) ?? shortId(container)}`,
    source,
    text === undefined ? undefined : t`with “${text}”`,
  ];
  return parts.filter((each) => each !== undefined).join(', ');
}

const sourceMark = (source: LogEntry['source'], level: LogEntry['level']): string => {
  const mark = source === undefined ? '' : { stdout: 'out', stderr: 'err', system: 'sys' }[source];
  return [mark, level === 'error' || level === 'warn' ? `[${level}]` : ''].filter(Boolean).join(' ') || '·';
};

/** Enough to tell containers apart; the end differs where the beginning is a kind: `ta-01J…`. */
export const shortId = (id: string): string => (id.length > 10 ? `…${id.slice(-6)}` : id);

const colours = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[@-_]?/g;
/** Beside control characters: those that reorder, hide or end lines (Unicode UAX #9, UTS #39). */
const tricks =
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\u{e0000}-\u{e007f}]/gu;

/** Text of a container, which may try to look like something else: colours go, what is invisible is shown. */
export const harmless = (text: string): string =>
  text
    .replace(colours, '')
    .replace(tricks, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);

/** A message of Slipway's own log, which may hold a platform's words: what follows its first line is set off from it. */
export const logged = (message: string): string =>
  message
    .split(/\r\n|[\n\r]/)
    .map(harmless)
    .join('\n    ');

const two = (value: number, digits = 2): string => String(value).padStart(digits, '0');

/** Local, with milliseconds. */
function clock(at: number): string {
  const time = new Date(at);
  const [h, m, s] = [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) => two(part));
  return `${day(at)} ${h ?? ''}:${m ?? ''}:${s ?? ''}.${two(time.getMilliseconds(), 3)}`;
}

const day = (at: number): string => {
  const time = new Date(at);
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
};

const dayAndClock = (at: number): string => clock(at).slice(0, -4);
