import { t } from '@vscode/l10n';
import type { OutputPart } from '../../connectors/inference.ts';
import type { TestRun } from '../metrics/types.ts';

/** Data written into a text is kept up to this many characters: a picture is larger, a short clip may be not. */
const dataMax = 64 * 1024;

/** A test without the pictures, sounds and files that were written into it as data: those are not kept. */
export function withoutData(run: TestRun): TestRun {
  const { request, output, response } = run;
  return {
    ...run,
    ...(request.inputs
      ? { request: { ...request, inputs: bare(request.inputs) as typeof request.inputs } }
      : {}),
    ...(output ? { output: output.map(barePart) } : {}),
    ...(response === undefined ? {} : { response: bare(response) }),
  };
}

function barePart(part: OutputPart): OutputPart {
  if (part.kind === 'text') return part;
  if (part.kind === 'json') return { kind: 'json', value: bare(part.value) };
  return isLarge(part.url) ? { kind: 'text', text: instead(part.url) } : part;
}

function bare(value: unknown): unknown {
  if (typeof value === 'string') return isLarge(value) ? instead(value) : value;
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, bare(item)]));
}

const isLarge = (text: string): boolean => text.length > dataMax && /^data:/i.test(text);

function instead(data: string): string {
  const mediaType = /^data:([^;,]{1,80})/i.exec(data)?.[1];
  const size = t`${Math.round(data.length / 1024)} KB`;
  return t`A file of ${size}${mediaType === undefined ? '' : ` (${mediaType})`} was here. Files this large are not kept.`;
}
