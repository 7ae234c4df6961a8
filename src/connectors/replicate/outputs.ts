import { t } from '@vscode/l10n';
import type { OutputPart } from '../inference.ts';
import { wordTable } from '../word-table.ts';
import { isOutputHost } from './origins.ts';
import type { OutputKind } from './schema.ts';
import { isRecord } from './units.ts';

/** The text that an output is as a whole; undefined when it is something else. */
export function textOf(kind: OutputKind | undefined, output: unknown): string | undefined {
  if (kind === 'text') {
    if (typeof output === 'string') return output;
    return isTexts(output) ? output.join('') : undefined;
  }
  if (kind === 'other' || kind === undefined)
    return typeof output === 'string' && !isFile(output, '') ? output : undefined;
  return undefined;
}

/** An output that is no text, piece by piece. Files inside an object are shown beside it. */
export function partsOf(kind: OutputKind | undefined, output: unknown, delivery: string): OutputPart[] {
  if (output === null || output === undefined) return [];
  if (kind === 'files') {
    const files = (Array.isArray(output) ? output : [output]) as unknown[];
    return files.map((each) => (typeof each === 'string' ? file(each) : { kind: 'json', value: each }));
  }
  if (isTexts(output))
    return output.map((each) => (isFile(each, delivery) ? file(each) : { kind: 'text', text: each }));
  if (typeof output === 'string')
    return [isFile(output, delivery) ? file(output) : { kind: 'text', text: output }];
  const inside = filesIn(output, delivery).map(file);
  return [{ kind: 'json', value: withoutData(output) }, ...inside];
}

function file(url: string): OutputPart {
  const mediaType = /^data:([\w.+-]+\/[\w.+-]+)[;,]/.exec(url)?.[1] ?? byEnding(url);
  return { kind: 'file', url, ...(mediaType === undefined ? {} : { mediaType }) };
}

const endings = wordTable<string>({
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  svg: 'image/svg+xml',
  mp4: 'video/mp4',
  webm: 'video/webm',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  json: 'application/json',
  txt: 'text/plain',
});

/** The kind of file that an address names; undefined where it does not say. */
export function byEnding(url: string): string | undefined {
  const ending = /\.(\w+)$/.exec(URL.parse(url)?.pathname ?? '')?.[1]?.toLowerCase();
  return ending !== undefined && Object.hasOwn(endings, ending) ? endings[ending] : undefined;
}

function isFile(text: string, delivery: string): boolean {
  return /^data:[\w.+-]+\/[\w.+-]+[;,]/.test(text) || (/^https?:/.test(text) && isOutputHost(text, delivery));
}

function filesIn(value: unknown, delivery: string, depth = 0): string[] {
  if (depth > 12) return [];
  if (typeof value === 'string') return isFile(value, delivery) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((each) => filesIn(each, delivery, depth + 1));
  return isRecord(value) ? Object.values(value).flatMap((each) => filesIn(each, delivery, depth + 1)) : [];
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string');
}

const shownData = 200;

/** Files inside a body may be megabytes of base64: of those only the kind and the size are kept. */
export function withoutData(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return shortened(value);
  if (depth > 40) return undefined;
  if (Array.isArray(value)) return value.map((each) => withoutData(each, depth + 1));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutData(each, depth + 1)]));
}

function shortened(text: string): string {
  if (text.length <= shownData || !text.startsWith('data:')) return text;
  const head = text.slice(0, text.indexOf(',') + 1).slice(0, 100);
  return t`${head}… (${Math.ceil(text.length / 1024)} KiB left out)`;
}
