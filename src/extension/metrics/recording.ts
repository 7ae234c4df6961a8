import { t } from '@vscode/l10n';
import type { Clock } from '../../connectors/connector.ts';
import { isCancelled, PlatformError } from '../../connectors/errors.ts';
import type { InvokeEvent } from '../../connectors/inference.ts';
import { EventQueue } from './eventQueue.ts';
import type { RecorderOptions, TestTarget } from './recorder.ts';
import { Transcript } from './transcript.ts';
import type { TestRun } from './types.ts';

/** One test, from the moment that its first event is asked for. */
export class Recording implements AsyncIterator<InvokeEvent, undefined> {
  /** What was recorded, once it was. */
  run: TestRun | undefined;
  readonly #target: TestTarget;
  readonly #options: RecorderOptions;
  readonly #running: Set<Recording>;
  readonly #queue = new EventQueue();
  readonly #stop = new AbortController();
  #transcript: Transcript | undefined;
  #reading: Promise<void> | undefined;
  #left = false;

  constructor(target: TestTarget, options: RecorderOptions, running: Set<Recording>) {
    this.#target = target;
    this.#options = options;
    this.#running = running;
  }

  next(): Promise<IteratorResult<InvokeEvent, undefined>> {
    this.#reading ??= this.#begin();
    return this.#queue.take();
  }

  /** Whoever listened does not want the rest. Settles when the connector has tidied up. */
  async return(): Promise<IteratorResult<InvokeEvent, undefined>> {
    this.#left = true;
    // Where an event is still waited for, it is what the connector answers to the abort.
    if (this.#queue.awaited) this.#stop.abort();
    else {
      this.cancel();
      this.#queue.close();
    }
    await this.#reading;
    return { done: true, value: undefined };
  }

  /** Records it as cancelled at once, unless it has ended. */
  cancel(): void {
    this.#record({ type: 'cancelled', at: this.#options.clock.monotonic() });
    this.#stop.abort();
  }

  #begin(): Promise<void> {
    this.#transcript = new Transcript(this.#target, this.#options.clock);
    this.#running.add(this);
    const { signal } = this.#stop;
    return this.#read(
      this.#transcript,
      this.#target.signal ? AbortSignal.any([this.#target.signal, signal]) : signal,
    );
  }

  /** Goes on whether or not somebody takes the events: a request takes as long as it takes. */
  async #read(transcript: Transcript, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    try {
      for await (const event of this.#target.begin(signal)) {
        if (event.type === 'done' || event.type === 'error' || event.type === 'cancelled') {
          this.#end(event);
          return;
        }
        if (this.run) break;
        transcript.take(event);
        this.#queue.put(event);
        const asked = this.#queue.asked();
        if (asked) await asked;
        if (this.#left) return;
      }
      this.#end(signal.aborted ? { type: 'cancelled', at: clock.monotonic() } : unfinished(clock));
    } catch (error) {
      this.#end(thrown(error, signal, clock));
    } finally {
      this.#queue.close();
    }
  }

  #end(last: InvokeEvent): void {
    this.#record(last);
    this.#queue.put(last);
  }

  #record(last: InvokeEvent): void {
    if (this.run || !this.#transcript) return;
    this.#transcript.take(last);
    this.run = this.#transcript.run();
    this.#running.delete(this);
    this.#options.record(this.run);
  }
}

function unfinished(clock: Clock): InvokeEvent {
  return {
    type: 'error',
    at: clock.monotonic(),
    error: {
      code: 'broken-stream',
      message: t('The answer stopped before its end.'),
      hint: t('Send the request again; if it keeps happening, look at the deployment’s events.'),
    },
  };
}

function thrown(error: unknown, signal: AbortSignal, clock: Clock): InvokeEvent {
  const at = clock.monotonic();
  if (signal.aborted && isCancelled(error)) return { type: 'cancelled', at };
  return { type: 'error', at, error: PlatformError.from(error).data };
}
