import type { InvokeEvent } from '../../connectors/inference.ts';

type Reader = (event: InvokeEvent | undefined) => void;

/** Events between a request and its listener. Either may be ahead of the other. */
export class EventQueue {
  readonly #events: InvokeEvent[] = [];
  readonly #readers: Reader[] = [];
  #closed = false;
  #go: (() => void) | undefined;

  /** Whether the listener has asked for more than there is. */
  get awaited(): boolean {
    return this.#readers.length > 0;
  }

  put(event: InvokeEvent): void {
    const reader = this.#readers.shift();
    if (reader) reader(event);
    else this.#events.push(event);
  }

  /** The next one; undefined when no more will come. */
  async take(): Promise<InvokeEvent | undefined> {
    const event = this.#events.shift();
    if (event !== undefined || this.#closed) return event;
    return new Promise((resolve) => {
      this.#readers.push(resolve);
      this.#go?.();
    });
  }

  close(): void {
    this.#closed = true;
    for (const reader of this.#readers.splice(0)) reader(undefined);
    this.#go?.();
  }

  /** Waits until the listener asks for more, but no longer than a turn of the event loop. */
  async asked(): Promise<void> {
    if (this.awaited || this.#closed) return;
    await new Promise<void>((resolve) => {
      const turn = setImmediate(resolve);
      this.#go = () => {
        clearImmediate(turn);
        resolve();
      };
    });
    this.#go = undefined;
  }
}
