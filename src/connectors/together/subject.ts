import type { TokenPrice } from '../domain.ts';
import type { ErrorData } from '../errors.ts';
import type { Base } from './api.ts';
import type { Route } from './chat.ts';

/** What a test is sent to, and what the control plane can say when it does not answer. */
export interface Subject {
  base: Base;
  route: Route;
  /** The platform's own string, never built by us. */
  model: string;
  tokenPrice?: TokenPrice | undefined;
  /** When its route was last set or its last replica became ready, as far as known: ms since epoch. */
  routedAt?: number | undefined;
  /** Whether the control plane says that it runs (first generation). */
  running(signal?: AbortSignal): Promise<boolean>;
  /** The error with what the control plane knows about it. */
  explain(error: ErrorData, signal?: AbortSignal): Promise<ErrorData>;
}
