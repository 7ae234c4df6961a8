import type { Clock } from '../../connectors/connector.ts';
import type { TokenPrice } from '../../connectors/domain.ts';
import { isCancelled, PlatformError } from '../../connectors/errors.ts';
import type { ErrorData } from '../../connectors/errors.ts';
import type { InvokeEvent, InvokeRequest } from '../../connectors/inference.ts';
import type { DeploymentKey } from '../deployments/types.ts';
import { Transcript } from './transcript.ts';
import type { TestRun } from './types.ts';

/** A test under way: iterate it for its events, once. */
export interface RecordedTest extends AsyncIterable<InvokeEvent> {
  readonly id: string;
  /** What was recorded; set before the last event is given out. */
  readonly run: TestRun | undefined;
}

export interface RecorderOptions {
  clock: Clock;
  /** Called exactly once per test that was begun. */
  record(run: TestRun): void;
}

export interface TestTarget {
  id: string;
  key: DeploymentKey;
  request: InvokeRequest;
  tokenPrice?: TokenPrice;
  /** Begins the request when the first event is asked for. */
  begin(signal: AbortSignal): AsyncIterable<InvokeEvent>;
  signal?: AbortSignal | undefined;
}

/**
 * Turns the events of a test into one sample, whatever happens: it ends, breaks, never says that it ended,
 * throws against its contract, or nobody wants to hear the rest. Events pass through as they come, and
 * exactly one that ends it comes last.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #running = new Set<() => void>();

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  test(target: TestTarget): RecordedTest {
    const stop = new AbortController();
    const state: { run?: TestRun } = {};
    const events = this.#events(target, stop, (run) => {
      state.run = run;
      this.#options.record(run);
    });
    return {
      id: target.id,
      get run() {
        return state.run;
      },
      [Symbol.asyncIterator]: () => ({
        next: () => events.next(),
        return: async () => {
          // Abort first: a generator's own return waits for the read that is under way.
          stop.abort();
          return events.return(undefined);
        },
      }),
    };
  }

  /** The window closes: what is under way is recorded as cancelled, now, while there is a place for it. */
  dispose(): void {
    for (const cancel of [...this.#running]) cancel();
  }

  async *#events(
    target: TestTarget,
    stop: AbortController,
    record: (run: TestRun) => void,
  ): AsyncGenerator<InvokeEvent, undefined> {
    const { clock } = this.#options;
    const transcript = new Transcript(target, clock);
    let ended = false;
    const hasEnded = () => ended;
    const end = (last: InvokeEvent): InvokeEvent => {
      if (ended) return last;
      ended = true;
      this.#running.delete(cancel);
      transcript.take(last);
      record(transcript.run());
      return last;
    };
    const cancel = () => {
      end({ type: 'cancelled', at: clock.monotonic() });
      stop.abort();
    };
    this.#running.add(cancel);
    const signal = target.signal ? AbortSignal.any([target.signal, stop.signal]) : stop.signal;
    try {
      for await (const event of target.begin(signal)) {
        if (event.type === 'done' || event.type === 'error' || event.type === 'cancelled') {
          yield end(event);
          return;
        }
        transcript.take(event);
        yield event;
      }
      yield end(signal.aborted ? { type: 'cancelled', at: clock.monotonic() } : unfinished(clock));
    } catch (error) {
      if (hasEnded() && !stop.signal.aborted) throw error;
      yield end(thrown(error, signal, clock));
    } finally {
      // Left early: whoever asked does not want the rest.
      cancel();
    }
  }
}

/** A test of something that is not there: one error, nothing sent, nothing recorded. */
export function refused(id: string, error: ErrorData, clock: Clock): RecordedTest {
  return {
    id,
    run: undefined,
    // eslint-disable-next-line @typescript-eslint/require-await -- the interface is asynchronous, this answer is not
    async *[Symbol.asyncIterator]() {
      yield { type: 'error', at: clock.monotonic(), error };
    },
  };
}

function unfinished(clock: Clock): InvokeEvent {
  return {
    type: 'error',
    at: clock.monotonic(),
    error: {
      code: 'broken-stream',
      message: 'The answer stopped before its end.',
      hint: 'Send the request again; if it keeps happening, look at the deployment’s events.',
    },
  };
}

function thrown(error: unknown, signal: AbortSignal, clock: Clock): InvokeEvent {
  const at = clock.monotonic();
  if (signal.aborted && isCancelled(error)) return { type: 'cancelled', at };
  return { type: 'error', at, error: PlatformError.from(error).data };
}
