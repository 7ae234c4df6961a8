/** So long after the last row that it was given, the editor has asked for all that it shows first. */
const restMs = 40;
/** So long it may think before it asks for the rows of a group; for those of one that the person has closed, it never does. */
const thinkMs = 300;

/** Knows when the editor has the first rows that it asked for, so that other work can let them pass. */
export class FirstRows {
  readonly #drawn = Promise.withResolvers<undefined>();
  #state: 'unasked' | 'asked' | 'given' | 'drawn' = 'unasked';
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Groups that are shown open, and whose rows it has not asked for. */
  #open = 0;

  /** The editor has asked and has no answer yet. */
  get awaited(): boolean {
    return this.#state === 'asked';
  }

  ask(): void {
    if (this.#state === 'unasked') this.#state = 'asked';
  }

  /** The editor has its answer: so many rows, which it fetches now. */
  give(rows: number): void {
    if (this.#state !== 'asked') return;
    this.#state = 'given';
    this.#endAfter(rows === 0 ? 0 : thinkMs);
  }

  /** It asks for the rows of a group. */
  enter(): void {
    this.#open -= 1;
  }

  /** One row was fetched. Of an open group it will ask for the rows, on whatever level that is. */
  draw(openGroup: boolean): void {
    if (openGroup) this.#open += 1;
    if (this.#state === 'given') this.#endAfter(this.#open > 0 ? thinkMs : restMs);
  }

  /** At once when nobody has asked: there is nothing to wait for. */
  async drawn(): Promise<void> {
    if (this.#state !== 'unasked') await this.#drawn.promise;
  }

  #endAfter(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.dispose(), ms);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#state = 'drawn';
    this.#drawn.resolve(undefined);
  }
}
