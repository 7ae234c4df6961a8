import type { FaultRule } from '../kit/faults.ts';
import type { WordPlace } from './errors.ts';

export interface Modes {
  /** `refuse` answers `unknown field "inactiveTimeout"`, `accept` takes 0 or 30..1440 minutes. */
  inactiveTimeout: 'refuse' | 'accept';
  /** The same question for `maxConcurrentRequestsPerReplica`. */
  maxConcurrent: 'refuse' | 'accept';
  /** What inference answers when every deployment behind an endpoint is stopped. */
  allStopped: 'endpoint_not_ready' | 'endpoint_not_configured';
  billing: 'off' | 'on' | 'forbidden';
  /** Whether the platform itself gives the first deployment of an endpoint all traffic. */
  autoRoute: boolean;
  /** `own`: entries carry an `id` (`dad_…`), which is the path id. `model`: the adapter model's id is. */
  adapterIds: 'own' | 'model';
  containers: 'forbidden' | 'on';
  /** Whether a READY deployment outside the split answers under its own name. */
  outsideSplit: 'serve' | 'refuse';
  contextOverflow: 400 | 403;
  wordPlace: WordPlace;
  /** A STARTED v1 endpoint marked flaky refuses every `n`th call; 0 switches it off. */
  v1FlakyEvery: number;
  /** Whether endpoint lists refuse `name` in `filter`. */
  nameFilter: 'accept' | 'refuse';
  /** Whether zero numbers and empty fields are left out, as proto JSON may do. */
  leaveOutZeros: boolean;
}

export const defaultModes: Modes = {
  inactiveTimeout: 'refuse',
  maxConcurrent: 'refuse',
  allStopped: 'endpoint_not_ready',
  billing: 'off',
  autoRoute: false,
  adapterIds: 'model',
  containers: 'forbidden',
  outsideSplit: 'serve',
  contextOverflow: 400,
  wordPlace: 'code',
  v1FlakyEvery: 5,
  nameFilter: 'accept',
  leaveOutZeros: true,
};

/** Platform durations in milliseconds; a live clock divides them by its speed. */
export interface Timings {
  provisionMs: number;
  startMs: number;
  drainMs: number;
  splitMs: number;
  readinessLimitMs: number;
  adapterLoadMs: number;
  autoscaleMs: number;
}

export const defaultTimings: Timings = {
  provisionMs: 120_000,
  startMs: 480_000,
  drainMs: 20_000,
  splitMs: 30_000,
  readinessLimitMs: 6 * 3_600_000,
  adapterLoadMs: 45_000,
  autoscaleMs: 60_000,
};

/** Wall-clock pace of generated text: a reader watches it, so it follows no speed. */
export interface Pace {
  ttftMs: number;
  tokensPerSecond: number;
}

export interface TogetherOptions {
  readonly port?: number;
  /** `demo` (default) has deployments in many states, `empty` only the catalogue and the account. */
  readonly seed?: 'demo' | 'empty';
  /** `manual` (default), or live at wall-clock time with platform durations divided by `speed`. */
  readonly clock?: 'manual' | { speed: number };
  /** Default 2026-11-23T12:00:00Z with a manual clock, else the present. */
  readonly startAt?: number;
  readonly modes?: Partial<Modes>;
  readonly timings?: Partial<Timings>;
  /** Default: at once with a manual clock, else about 80 tokens a second. */
  readonly pace?: 'instant' | Pace;
  readonly faults?: readonly FaultRule[];
  readonly onAnswer?: (exchange: { method: string; path: string; status: number; body: unknown }) => void;
}
