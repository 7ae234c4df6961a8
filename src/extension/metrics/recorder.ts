import type { Clock } from '../../connectors/connector.ts';
import type { TokenPrice } from '../../connectors/domain.ts';
import type { ErrorData } from '../../connectors/errors.ts';
import type { InvokeEvent, InvokeRequest } from '../../connectors/inference.ts';
import type { DeploymentKey } from '../deployments/types.ts';
import { Recording } from './recording.ts';
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
 * Turns the events of a test into one record, whatever happens: it ends, breaks, never says that it ended,
 * throws against its contract, or nobody wants to hear the rest. Events pass through as they come, and exactly
 * one that ends it comes last. A listener that takes its time holds nothing up: the request goes on and is
 * recorded when it ends.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #running = new Set<Recording>();

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  test(target: TestTarget): RecordedTest {
    const recording = new Recording(target, this.#options, this.#running);
    return {
      id: target.id,
      get run() {
        return recording.run;
      },
      [Symbol.asyncIterator]: () => recording,
    };
  }

  /** The window closes: what is under way is recorded as cancelled, now, while there is a place for it. */
  dispose(): void {
    for (const recording of [...this.#running]) recording.cancel();
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
