import { countsOf } from './counts.ts';
import type { Word } from './words.ts';

/** A time in which a deployment had at least and at most so many ready replicas. */
export interface Span {
  from: number;
  least: number;
  /** Absent: not known. */
  most?: number;
  likely?: number;
}

/** The deployment as it is now, where it is still there. */
export interface Present {
  state: string;
  message?: string;
  ready?: number;
  desired?: number;
  createdAt?: number;
  readAt: number;
}

const none = { least: 0, most: 0, likely: 0 };

/** From the beginning of time on: each span ends where the next one begins, the last one does not end. */
export function spansOf(told: readonly Word[], now: Present | undefined): Span[] {
  const failed = failureIn(told, now);
  const words = told.map((word) => (word === failed ? { at: word.at, kind: 'failed' as const } : word));
  const counts = countsOf(words, now?.desired);
  const spans = new Walk(counts, now).over(words);
  const last = spans.at(-1);
  if (!last || now?.ready === undefined || last.from > now.readAt) return spans;
  if (now.ready >= last.least && now.ready <= (last.most ?? Infinity)) return spans;
  // It is not as the last events leave it: something since the last told change was not told.
  return new Walk([...counts.slice(0, -1), undefined], now).over(words);
}

/** Nothing leaves FAILED (docs.together.ai: docs/dedicated-endpoints/manage), so its message came with the last status. */
function failureIn(words: readonly Word[], now: Present | undefined): Word | undefined {
  if (now?.state !== 'FAILED') return undefined;
  const last = words.findLast(({ kind }) => kind === 'status' || kind === 'settled');
  return last?.kind === 'status' && last.message !== '' && last.message === now.message ? last : undefined;
}

class Walk {
  readonly spans: Span[] = [];
  readonly #counts: readonly (number | undefined)[];
  readonly #now: Present | undefined;
  #stretch = 0;
  /** Statuses told since the number went to 0. */
  #stopping: { at: number; draining: boolean }[] = [];

  constructor(counts: readonly (number | undefined)[], now: Present | undefined) {
    this.#counts = counts;
    this.#now = now;
  }

  over(words: readonly Word[]): Span[] {
    this.#begin(words[0]);
    for (const word of words) this.#take(word);
    if (this.#now && ['STOPPED', 'FAILED'].includes(this.#now.state)) this.#stopped();
    // It is gone, and nothing tells since when.
    if (!this.#now && words.at(-1)?.kind !== 'deleted') this.#last.least = 0;
    return this.spans;
  }

  #begin(first: Word | undefined): void {
    const madeAt = this.#now?.createdAt;
    if (first?.kind === 'created') this.spans.push({ from: -Infinity, ...none });
    else if (madeAt !== undefined && madeAt <= (first?.at ?? Infinity))
      this.spans.push({ from: -Infinity, ...none }, { from: madeAt, least: 0 });
    else this.spans.push({ from: -Infinity, least: 0 });
  }

  get #count(): number | undefined {
    return this.#counts[this.#stretch];
  }

  get #last(): Span {
    return this.spans.at(-1) ?? { from: -Infinity, least: 0 };
  }

  #take(word: Word): void {
    const { at } = word;
    const count = this.#count;
    switch (word.kind) {
      case 'created':
        this.spans.push(spanOf(at, 0, count, 0));
        break;
      case 'scaled':
        this.#scale(word);
        break;
      case 'settled':
        if (count) this.spans.push(spanOf(at, count, count, count));
        break;
      case 'ready':
        if (count) this.spans.push(spanOf(at, count, this.#atMost(count), count));
        break;
      case 'status':
        if (count === 0) this.#stopping.push(word);
        this.#lower(at);
        break;
      case 'unready':
        this.#lower(at);
        break;
      case 'failed':
      case 'deleted':
        if (count === 0) this.#stopped();
        this.spans.push({ from: at, ...none });
        break;
      case 'bounds':
    }
  }

  /** What was above it before may still be draining. */
  #atMost(count: number): number | undefined {
    const { most } = this.#last;
    return most === undefined ? undefined : Math.max(most, count);
  }

  #lower(at: number): void {
    this.spans.push({ ...this.#last, from: at, least: 0 });
  }

  /** From one number to the other in a time that is not told: what leaves drains, and is billed till then. */
  #scale({ at, from, to }: Word & { kind: 'scaled' }): void {
    // Only what has stopped starts again (docs.together.ai: docs/dedicated-endpoints/manage).
    const starts = from === 0;
    if (starts && this.#count === 0) this.#stopped();
    this.#stretch++;
    this.#stopping = [];
    if (to === undefined || this.#count === undefined) {
      this.spans.push({ from: at, least: 0 });
      return;
    }
    const { least, likely } = this.#last;
    const most = starts ? to : this.#atMost(to);
    const expected = starts ? 0 : likely === undefined ? undefined : Math.min(likely, to);
    this.spans.push(spanOf(at, Math.min(least, to), most, expected));
  }

  /**
   * The number is 0, and it is known to have stopped in the end: its last status was that. The first one after the
   * change says that it stops, so only a further one says that it has.
   */
  #stopped(): void {
    const end = this.#stopping.at(-1);
    if (this.#stopping.length < 2 || !end || end.draining) return;
    for (const span of this.spans) if (span.from >= end.at) Object.assign(span, none);
  }
}

function spanOf(from: number, least: number, most: number | undefined, likely: number | undefined): Span {
  return {
    ...{ from, least },
    ...(most === undefined ? {} : { most }),
    ...(likely === undefined ? {} : { likely }),
  };
}
