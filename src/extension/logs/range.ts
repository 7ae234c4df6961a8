import { t } from '@vscode/l10n';

const units = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/**
 * A stretch of time as people write it: "2h", "2h to 30m" (ago), "09:00 to 10:30" (today), "2026-11-25 14:00 to
 * 2026-11-26". Local time; the end is now unless one is given. A sentence: what is wrong with it.
 */
export function parseRange(text: string, now: number): { since: number; until?: number } | string {
  const [from = '', to, ...more] = text.trim().split(/\s+(?:to|until|–|—|-)\s+/i);
  if (more.length > 0) return t('Write a beginning and at most one end.');
  const since = moment(from, now);
  if (since === undefined) return t`“${from}” is not a time. ${example}`;
  if (since >= now) return t('It begins in the future.');
  if (to === undefined || /^now$/i.test(to.trim())) return { since };
  const until = moment(to, now);
  if (until === undefined) return t`“${to}” is not a time. ${example}`;
  return since < until ? { since, until } : t('It ends before it begins.');
}

export const example = t('For example: 2h, 09:00 to 10:30, or 2026-11-25 14:00 to 2026-11-25 16:00.');

function moment(text: string, now: number): number | undefined {
  const ago = /^(\d+(?:\.\d+)?)\s*(s|m|h|d)(?:\s+ago)?$/i.exec(text.trim());
  if (ago) return now - Number(ago[1]) * units[(ago[2] ?? 's').toLowerCase() as keyof typeof units] * 1000;
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text.trim());
  if (clock) return atClock(new Date(now), clock);
  const date = /^(\d{4})-(\d{2})-(\d{2})(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/.exec(text.trim());
  if (!date) return undefined;
  const [year, month, day] = [date[1], date[2], date[3]].map(Number) as [number, number, number];
  const start = new Date(year, month - 1, day);
  if (start.getMonth() !== month - 1 || start.getDate() !== day) return undefined;
  return date[4] === undefined ? start.getTime() : atClock(start, date.slice(3));
}

/** The parts after the first: hours, minutes, seconds. */
function atClock(on: Date, [, hours, minutes, seconds = '0']: (string | undefined)[]): number | undefined {
  const [h, m, s] = [hours, minutes, seconds].map(Number) as [number, number, number];
  if (h > 23 || m > 59 || s > 59) return undefined;
  return new Date(on.getFullYear(), on.getMonth(), on.getDate(), h, m, s).getTime();
}
