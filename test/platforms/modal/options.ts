import type { FaultRule } from '../kit/faults.ts';

/** Questions that Modal's sources leave open, and states of an account: each must be survived. */
export interface Modes {
  /** Methods that only clients newer than the published interface know answer UNIMPLEMENTED. */
  oldServer: boolean;
  /** Starter has no billing report, one day of logs and rolls back three versions. */
  plan: 'starter' | 'team';
  /** How many of the last hours the billing report leaves out. */
  billingLagHours: number;
  /** The API token has run out. */
  expiredToken: boolean;
  /** Apps tell a state that no client knows. */
  unknownEnums: boolean;
  /** How long a stopped app stays in the list, in platform milliseconds. */
  stoppedVisibleMs: number;
  /** When the server ends a log stream, in platform seconds; a client may ask for less. */
  logStreamSeconds: number;
  /** From the start of a container until its server answers, in platform milliseconds. */
  coldStartMs: number;
  /** How long a request to a web function waits before it is redirected, in platform milliseconds. */
  longWaitMs: number;
  /** How long an old version's container outlives a deploy, in platform milliseconds. */
  drainMs: number;
  /** How long an endpoint is provisioned, in platform milliseconds. */
  provisioningMs: number;
  /** How long an app that is stopped says so first, in platform milliseconds. */
  stoppingMs: number;
  /** Versions arrive in no order. */
  historyUnsorted: boolean;
  /** Whether lists fill the `name` of an app besides its `description`. */
  appNameFilled: boolean;
  /** How many versions back a rollback may go; unset, what the plan allows. */
  rollbackDepth: number | undefined;
  /** Web functions without proxy auth are refused at deploy. */
  unauthenticatedBlocked: boolean;
  /** vLLM's error object: newer versions nest it under `error`. */
  engineErrors: 'nested' | 'flat';
  /** What `FunctionGet` tells besides id and address. */
  functionData: 'full' | 'absent';
  /** What stopping a stopped app answers. */
  stopStopped: 'refused' | 'accepted';
  /** Time to the first token, and between tokens, in wall milliseconds. */
  ttftMs: number;
  tokenMs: number;
}

export const defaultModes: Modes = {
  oldServer: false,
  plan: 'team',
  billingLagHours: 1,
  expiredToken: false,
  unknownEnums: false,
  stoppedVisibleMs: 2 * 3_600_000,
  logStreamSeconds: 55,
  coldStartMs: 90_000,
  longWaitMs: 150_000,
  drainMs: 10_000,
  provisioningMs: 180_000,
  stoppingMs: 2_000,
  historyUnsorted: false,
  appNameFilled: false,
  rollbackDepth: undefined,
  unauthenticatedBlocked: false,
  engineErrors: 'nested',
  functionData: 'full',
  stopStopped: 'refused',
  ttftMs: 0,
  tokenMs: 0,
};

/** On a live clock text comes at a human pace. */
export const livePace = { ttftMs: 250, tokenMs: 15 };

export interface ModalOptions {
  /** Of the control plane; the data plane and the control address take the two ports after it. */
  readonly port?: number;
  /** `demo` (default) has apps in many states, `empty` only the workspace. */
  readonly seed?: 'demo' | 'empty';
  /** `manual` (default), or live at wall-clock time with platform durations divided by `speed`. */
  readonly clock?: 'manual' | { speed: number };
  /** Default 2026-11-23T12:00:00Z with a manual clock, else the present. */
  readonly startAt?: number;
  readonly modes?: Partial<Modes>;
  readonly faults?: readonly FaultRule[];
}
