import type { InvokeEvent } from '../../connectors/inference.ts';

type Next = IteratorResult<InvokeEvent, undefined>;

const over: Next = { done: true, value: undefined };

/** Events between a request and its listener. Either may be ahead of the other. */
export class EventQueue {
  readonly #events: InvokeEvent[] = [];
  readonly #readers: ((next: Next) => void)[] = [];
  #closed = false;
  #go: (() => void) | undefined;
  #turning = false;

  /** Whether the listener has asked for more than there is. */
  get awaited(): boolean {
    return this.#readers.length > 0;
  }

  put(value: InvokeEvent): void {
    const reader = this.#readers.shift();
    if (reader) reader({ done: false, value });
    else this.#events.push(value);
  }

  take(): Promise<Next> {
    const value = this.#events.shift();
    if (value) return Promise.resolve({ done: false, value });
    if (this.#closed) return Promise.resolve(over);
    return new Promise((resolve) => {
      this.#readers.push(resolve);
      this.#release();
    });
  }

  close(): void {
    this.#closed = true;
    for (const reader of this.#readers.splice(0)) reader(over);
    this.#release();
  }

  /** Until the listener asks for more, but no longer than this turn of the event loop. Undefined: it has. */
  asked(): Promise<void> | undefined {
    if (this.awaited || this.#closed) return undefined;
    this.#turn();
    return new Promise((resolve) => (this.#go = resolve));
  }

  /** One for all events of a turn: a token must cost less than that. */
  #turn(): void {
    if (this.#turning) return;
    this.#turning = true;
    setImmediate(() => {
      this.#turning = false;
      this.#release();
    });
  }

  #release(): void {
    this.#go?.();
    this.#go = undefined;
  }
}
