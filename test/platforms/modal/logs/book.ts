import type { SimClock } from '../../kit/clock.ts';
import { Source } from '../words.ts';

export interface Entry {
  /** Empty for what the server says itself: nobody can go on after it. */
  readonly id: string;
  readonly at: number;
  readonly data: string;
  readonly source: Source;
  readonly taskId: string;
  readonly functionId: string;
  readonly callId: string;
  readonly imageId: string;
  readonly state: number;
  readonly progress: { len: number; pos: number; progressType: number; description: string } | undefined;
}

export type Said = Partial<Omit<Entry, 'id'>>;

/** Modal forgets lines by age; a simulator that runs for days also by number. */
const limit = 50_000;

/** The log of one app: what was said, and who is listening. */
export class LogBook {
  readonly #clock: SimClock;
  readonly #listeners = new Set<(entry: Entry) => void>();
  #entries: Entry[] = [];
  #count = 0;

  constructor(clock: SimClock) {
    this.#clock = clock;
  }

  write(said: Said): Entry {
    const entry = this.#entry(said);
    // What is told of the past takes its place in time.
    const place = this.#entries.findLastIndex(({ at }) => at <= entry.at) + 1;
    this.#entries.splice(place, 0, entry);
    if (this.#entries.length > limit) this.#entries.shift();
    this.#tell(entry);
    return entry;
  }

  /** Only for those who listen now. */
  mention(said: Said): void {
    this.#tell({ ...this.#entry(said), id: '' });
  }

  all(): readonly Entry[] {
    return this.#entries;
  }

  /** What came after an entry; everything when it is unknown or empty. */
  after(id: string): readonly Entry[] {
    return this.#entries.slice(this.#entries.findLastIndex((entry) => entry.id === id) + 1);
  }

  listen(hear: (entry: Entry) => void): () => void {
    this.#listeners.add(hear);
    return () => this.#listeners.delete(hear);
  }

  #entry(said: Said): Entry {
    const at = said.at ?? this.#clock.now();
    return {
      data: '',
      source: Source.stdout,
      taskId: '',
      functionId: '',
      callId: '',
      imageId: '',
      state: 0,
      progress: undefined,
      ...said,
      at,
      id: `${Math.floor(at)}-${this.#count++}`,
    };
  }

  #tell(entry: Entry): void {
    for (const hear of [...this.#listeners]) hear(entry);
  }
}
