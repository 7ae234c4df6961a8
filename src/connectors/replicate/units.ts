import { t } from '@vscode/l10n';
import { plural } from '../plural.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** `14:05` of the person's own clock. */
export function clockTime(at: number): string {
  const date = new Date(at);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** `3 days old`, for things whose age tells them apart. */
export function age(since: number, now: number): string {
  const ms = Math.max(0, now - since);
  if (ms < hour) return t`${plural(Math.floor(ms / minute), 'minute')} old`;
  if (ms < 2 * day) return t`${plural(Math.floor(ms / hour), 'hour')} old`;
  return t`${plural(Math.floor(ms / day), 'day')} old`;
}

export function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
