import type { SseWriter } from '../../kit/sse.ts';
import type { Plan } from './plan.ts';

/** One generation on its way out. */
export interface Reply {
  readonly id: string;
  readonly created: number;
  readonly model: string;
  readonly plans: readonly Plan[];
  readonly reasoningKey: 'reasoning' | 'reasoning_content' | undefined;
  readonly logprobs: boolean;
  readonly ttftMs: number;
  /** Told after each token: notes when the first was written, and waits the time of one. */
  readonly onToken: (out: SseWriter) => Promise<void>;
}
