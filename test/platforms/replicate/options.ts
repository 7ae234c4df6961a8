import type { FaultRule } from '../kit/faults.ts';

/** Questions the documentation leaves open: each default is the likelier answer, each other value must be survived. */
export interface Modes {
  /** A DELETE while online, or within 15 minutes of use. */
  deleteRefusal: 400 | 403 | 409 | 422;
  /** A prediction on a deployment with 0/0 instances. */
  stoppedRefusal: 400 | 403 | 404 | 409 | 422;
  /** DELETE of a version that a deployment uses, or of a public model's. */
  versionRefusal: 400 | 403 | 409 | 422;
  /** Somebody else's deployment. */
  noAccess: 403 | 404;
  /** Bounds of `min_instances` and `max_instances`; contracts may raise them. */
  minLimit: number;
  maxLimit: number;
  /** Whether a PATCH that changes only the instance counts replaces the instances. */
  scalingRestarts: boolean;
  /** `http`: links say `http://api.replicate.com`, as the schema's example does; `own`: the simulator's origin. */
  nextLinks: 'http' | 'own';
  pageSize: number;
  /** How a last page says so: the schema has an example with the word `"null"`, test data leave it out. */
  lastNext: 'null' | 'word' | 'absent';
  /** No member of a deployment is marked as required. */
  deploymentDetail: 'full' | 'noAuthor' | 'noRelease';
  /** How predictions name their deployment. */
  deploymentField: 'name' | 'full' | 'absent';
  /** Whether create answers carry `output` and `data_removed` (2025) or not (2023). */
  createStyle: '2025' | '2023';
  /** Whether unset fields are left out or sent as `null`. */
  unset: 'absent' | 'null';
  /** When `Prefer: wait` runs out. */
  waitTimeout: 201 | 202;
  /** A `Prefer` outside 1–60 seconds. */
  badPrefer: 400 | 'ignore';
  /** What a run that reaches the 30-minute limit becomes. */
  limitStatus: 'failed' | 'canceled';
  removedInput: 'object' | 'null';
  removedMetrics: 'kept' | 'dropped';
  retryAfter: 'off' | 'seconds' | 'date';
  /** Less than $5 of credit: 6 predictions a minute, burst 1. */
  lowCredit: boolean;
  /** 402 on every new prediction. */
  noCredit: boolean;
  /** 402 on new deployments. */
  noBilling: boolean;
  /** Whether output files want the token. */
  fileToken: 'ignored' | 'required';
  streamToken: 'ignored' | 'required' | 'refused';
  /** `replay`: a reconnecting reader gets everything again. */
  streamResume: 'honoured' | 'replay';
  streamDone: 'full' | 'withoutId' | 'bare';
  streamLogs: boolean;
  streamError: 'json' | 'text';
  /** On a manual clock: whether a held request (`Prefer: wait`, an open stream) makes time pass. */
  heldTime: 'passes' | 'stands';
  /** On a manual clock: how much time passes with each `GET` of a prediction; for clients that only poll. */
  pollMs: number;
}

export const defaultModes: Modes = {
  deleteRefusal: 400,
  stoppedRefusal: 400,
  versionRefusal: 400,
  noAccess: 404,
  minLimit: 5,
  maxLimit: 20,
  scalingRestarts: false,
  nextLinks: 'http',
  pageSize: 100,
  lastNext: 'null',
  deploymentDetail: 'full',
  deploymentField: 'name',
  createStyle: '2025',
  unset: 'absent',
  waitTimeout: 202,
  badPrefer: 400,
  limitStatus: 'failed',
  removedInput: 'object',
  removedMetrics: 'kept',
  retryAfter: 'off',
  lowCredit: false,
  noCredit: false,
  noBilling: false,
  fileToken: 'ignored',
  streamToken: 'ignored',
  streamResume: 'honoured',
  streamDone: 'full',
  streamLogs: true,
  streamError: 'json',
  heldTime: 'passes',
  pollMs: 0,
};

/** Platform durations in milliseconds; a live clock divides them by its speed. */
export interface Timings {
  bootMs: number;
  idleMs: number;
  /** How long a deployment must be offline and unused before it can be deleted. */
  quietMs: number;
  retentionMs: number;
  runLimitMs: number;
  /** A private model's start without a deployment. */
  coldMs: number;
  trainingMs: number;
  versionDeleteMs: number;
  streamSilenceMs: number;
  fileLifeMs: number;
}

export const defaultTimings: Timings = {
  bootMs: 120_000,
  idleMs: 60_000,
  quietMs: 15 * 60_000,
  retentionMs: 3_600_000,
  runLimitMs: 30 * 60_000,
  coldMs: 90_000,
  trainingMs: 10 * 60_000,
  versionDeleteMs: 3 * 60_000,
  streamSilenceMs: 30_000,
  fileLifeMs: 24 * 3_600_000,
};

export interface ReplicateOptions {
  readonly port?: number;
  /** `demo` (default) has deployments in many states, `empty` only the catalogue and the accounts. */
  readonly seed?: 'demo' | 'empty';
  /** `manual` (default), or live at wall-clock time with platform durations divided by `speed`. */
  readonly clock?: 'manual' | { speed: number };
  /** Default 2026-11-23T12:00:00Z with a manual clock, else the present. */
  readonly startAt?: number;
  readonly modes?: Partial<Modes>;
  readonly timings?: Partial<Timings>;
  readonly faults?: readonly FaultRule[];
  readonly onAnswer?: (exchange: { method: string; path: string; status: number; body: unknown }) => void;
}
