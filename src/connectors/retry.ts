/** How a platform says how long to wait; tried in order. */
export interface WaitForm {
  header: string;
  unit: 'milliseconds' | 'seconds' | 'seconds-or-date';
}

/** The wait that an answer asks for, in ms. Nonsense (negative, text) counts as not said. */
export function askedWait(headers: Headers, forms: readonly WaitForm[], now: number): number | undefined {
  for (const { header, unit } of forms) {
    const text = headers.get(header)?.trim();
    if (!text) continue;
    const number = Number(text);
    if (Number.isFinite(number)) {
      if (number >= 0) return Math.round(unit === 'milliseconds' ? number : number * 1000);
      continue;
    }
    const date = unit === 'seconds-or-date' ? Date.parse(text) : Number.NaN;
    if (!Number.isNaN(date)) return Math.max(0, date - now);
  }
  return undefined;
}

/** Full jitter: anywhere between nothing and the doubling limit, so that windows do not march in step. */
export function backoff(
  attempt: number,
  random: () => number = Math.random,
  first = 500,
  limit = 8000,
): number {
  return Math.round(random() * Math.min(limit, first * 2 ** attempt));
}

/** Longest wait that is taken silently; what asks for more is told to the person. */
export const longestWait = 60_000;
