import type { Word } from './words.ts';

/** Within this time of a told change of the number, the writing of bounds is what led to it. */
const nearby = 60_000;

/**
 * How many replicas were wanted before, between and after the told changes; undefined where that is not certain.
 * Which changes are told is not documented: a stretch is certain where the change before and the one after it (or
 * what is wanted now) name the same number, and no bounds were written in it that could have changed it and back.
 */
export function countsOf(words: readonly Word[], wantedNow: number | undefined): (number | undefined)[] {
  const changes = words.flatMap((word) => (word.kind === 'scaled' ? [word] : []));
  const untold = untoldIn(words);
  return [...changes, undefined].map((next, index) => {
    const before = changes[index - 1];
    const start = before?.to;
    const end = next ? next.from : wantedNow;
    if (!before) return untold(index) === 0 ? end : undefined;
    if (start === undefined) return undefined;
    if (end === undefined) return !next && untold(index) === 0 ? start : undefined;
    return start === end && untold(index) <= 1 ? start : undefined;
  });
}

/** By stretch, how often bounds were written apart from any told change. */
function untoldIn(words: readonly Word[]): (stretch: number) => number {
  const counts: number[] = [];
  const changes = words.filter(({ kind }) => kind === 'scaled').map(({ at }) => at);
  let stretch = 0;
  for (const { kind, at } of words) {
    if (kind === 'scaled') stretch++;
    if (kind === 'bounds' && !changes.some((change) => Math.abs(change - at) <= nearby))
      counts[stretch] = (counts[stretch] ?? 0) + 1;
  }
  return (index) => counts[index] ?? 0;
}
