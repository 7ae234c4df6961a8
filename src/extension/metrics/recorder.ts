import type { InvokeEvent } from '../../connectors/inference.ts';
import type { TestRun } from './types.ts';

/** A test under way: iterate it for its events. */
export interface RecordedTest extends AsyncIterable<InvokeEvent> {
  readonly id: string;
  /** What was recorded; set before the last event is given out. */
  readonly run: TestRun | undefined;
}
