/** What an input may be, as its model's author says it. Pure. */
import { t } from '@vscode/l10n';
import { count } from '../shared/format.ts';
import type { InputField } from '../protocol.ts';

/** In a request, a file is a data URI: beyond this size platforms want an address instead. */
export const largestFile = 256_000;

export function numberOf(text: string, { kind, min, max }: NumberLimits): number | string {
  const whole = kind === 'integer';
  const good = whole ? /^[-+]?\d+$/.test(text) : /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(text);
  const value = Number(text);
  const what = whole ? t('a whole number') : t('a number');
  if (!good || !Number.isFinite(value)) return t`Must be ${what}${range({ min, max })}.`;
  if (whole && !Number.isSafeInteger(value)) return t('Must be a smaller number: this one would be rounded.');
  if ((min !== undefined && value < min) || (max !== undefined && value > max))
    return t`Must be ${what}${range({ min, max })}.`;
  return value;
}

interface NumberLimits {
  kind: 'integer' | 'number';
  min?: number | undefined;
  max?: number | undefined;
}

/** " from 1 to 50", " of 1 or more"; empty where there is no limit. */
function range({ min, max }: { min?: number | undefined; max?: number | undefined }): string {
  if (min !== undefined && max !== undefined) return t` from ${String(min)} to ${String(max)}`;
  if (min !== undefined) return t` of ${String(min)} or more`;
  return max === undefined ? '' : t` of ${String(max)} or less`;
}

export function textProblem(text: string, { minLength, maxLength, pattern }: InputField): string | undefined {
  const length = Array.from(text).length;
  if (minLength !== undefined && length < minLength)
    return t`At least ${count(minLength)} characters; this is ${count(length)}.`;
  if (maxLength !== undefined && length > maxLength)
    return t`At most ${count(maxLength)} characters; this is ${count(length)}.`;
  if (pattern !== undefined && matches(text, pattern) === false) return t`Must match the pattern ${pattern}`;
  return undefined;
}

/**
 * Undefined = the platform must judge: a pattern of a stranger's model can be of another dialect, or be made
 * (or happen) to take minutes, and here it would hang the page.
 */
function matches(text: string, pattern: string): boolean | undefined {
  const unbounded = pattern.match(/[*+]|\{\d+,\}/g)?.length ?? 0;
  if (text.length > 200 || pattern.length > 200 || unbounded > 2 || /\)[*+{?]|\\[1-9k]/.test(pattern))
    return undefined;
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    return undefined;
  }
}

export function fileProblem(text: string): string | undefined {
  if (/^data:[^,]*,/i.test(text)) return undefined;
  const web = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
  return web
    ? undefined
    : t('Must be the address of a file, beginning with https://, or a file chosen here.');
}

/** A slider helps where the whole range is worth sliding through. */
export function slides({
  kind,
  min,
  max,
}: InputField): { min: number; max: number; step: number } | undefined {
  if ((kind !== 'integer' && kind !== 'number') || min === undefined || max === undefined) return undefined;
  const width = max - min;
  if (!(width > 0) || width > 1000) return undefined;
  if (kind === 'integer') return { min, max, step: 1 };
  return { min, max, step: 10 ** (Math.ceil(Math.log10(width)) - 2) };
}

/** The limits and the default in words, for under the field. */
export function limitsInWords({ kind, min, max, minLength, maxLength }: InputField): string | undefined {
  if (kind === 'integer' || kind === 'number') {
    if (min !== undefined && max !== undefined) return t`From ${String(min)} to ${String(max)}.`;
    if (min !== undefined) return t`${String(min)} or more.`;
    return max === undefined ? undefined : t`${String(max)} or less.`;
  }
  if (maxLength !== undefined && minLength !== undefined)
    return t`${count(minLength)} to ${count(maxLength)} characters.`;
  return maxLength === undefined ? undefined : t`At most ${count(maxLength)} characters.`;
}
