/**
 * Whether anybody answers. An extension host that was ended takes no panel with it: the page stays as it was, and
 * every click in it is lost. So the page asks now and then, while it is looked at, and whatever it hears counts.
 */

/** After this long without a word from the host. */
const quietMs = 15_000;
const answerMs = 5000;
/** More than its time: the machine slept, or the page was held up, and the answer may be on its way. */
const lateMs = 2000;
/** A host that is busy for a moment misses one. */
const missesMost = 2;
/** A call that follows so soon on a word from the host needs no question of its own. */
const freshMs = 1000;

export interface PulseOptions {
  /** Sends the question. Its answer is a message like any other. */
  ask: () => void;
  visible: () => boolean;
}

export class Pulse {
  readonly #options: PulseOptions;
  readonly #listeners = new Set<(answers: boolean) => void>();
  #heardAt = Date.now();
  #misses = 0;
  #answers = true;
  #asking = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: PulseOptions) {
    this.#options = options;
    this.look();
  }

  get answers(): boolean {
    return this.#answers;
  }

  /** Returns what stops it. */
  onChange(listener: (answers: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** A message came, whatever it says. */
  heard(): void {
    this.#heardAt = Date.now();
    this.#misses = 0;
    this.#asking = false;
    this.#set(true);
    this.#again(quietMs);
  }

  /** The page has asked for something: whether that is heard should not take a quarter of a minute to find out. */
  called(): void {
    if (!this.#asking && Date.now() - this.#heardAt > freshMs) this.#ask();
  }

  /** The page came into view or went out of it. */
  look(): void {
    this.#asking = false;
    this.#misses = 0;
    if (!this.#options.visible()) clearTimeout(this.#timer);
    else this.#again(Math.max(0, this.#heardAt + quietMs - Date.now()));
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#listeners.clear();
  }

  #ask(): void {
    if (!this.#options.visible()) return;
    const askedAt = Date.now();
    this.#asking = true;
    this.#options.ask();
    this.#later(answerMs, () => {
      if (Date.now() - askedAt < answerMs + lateMs) this.#misses++;
      if (this.#misses >= missesMost) this.#set(false);
      this.#ask();
    });
  }

  #again(ms: number): void {
    this.#later(ms, () => this.#ask());
  }

  #later(ms: number, what: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(what, ms);
  }

  #set(answers: boolean): void {
    if (answers === this.#answers) return;
    this.#answers = answers;
    for (const listener of this.#listeners) listener(answers);
  }
}
