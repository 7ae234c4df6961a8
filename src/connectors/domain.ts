/** The words that every room shares: deployments, models, money. Plain data, safe to send to a webview. */

export const platformIds = ['predibase', 'together', 'modal', 'replicate'] as const;
export type PlatformId = (typeof platformIds)[number];

export const statuses = ['pending', 'deploying', 'active', 'failed', 'stopped'] as const;
export type DeploymentStatus = (typeof statuses)[number];

/**
 * Money as integer nano-dollars (1e-9 USD). A twelve-token call at $0.02 per million tokens costs
 * 240 of them; in micro-dollars it would round to nothing. Exact in a number up to 9 million dollars.
 */
export type NanoUsd = number;

/** Where a price comes from, so that no number stands without its source. */
export type PriceSource =
  | { kind: 'platform'; /** ms since epoch when it was read */ readAt: number }
  | { kind: 'user' }
  | { kind: 'bundled'; /** ISO date of the table */ date: string; url?: string };

/** A price that is known. Where it is not, the field is absent: unknown is never 0. */
export interface HourlyPrice {
  /** For one ready replica with all its GPUs, per hour. */
  perReplicaHour: NanoUsd;
  source: PriceSource;
  /** What the next source says, where the two differ by more than half: one of them may be wrong. */
  other?: { perReplicaHour: NanoUsd; source: PriceSource };
}

export interface TokenPrice {
  /** Nano-dollars per one million tokens. */
  inputPerMillion: NanoUsd;
  outputPerMillion: NanoUsd;
  cachedInputPerMillion?: NanoUsd;
  source: PriceSource;
  /** As in HourlyPrice. */
  other?: { inputPerMillion: NanoUsd; outputPerMillion: NanoUsd; source: PriceSource };
}

export interface Replicas {
  min?: number;
  max?: number;
  /** Serving now: what is billed. Absent = not reported. */
  ready?: number;
  /** True when `ready` is Slipway's conclusion and not the platform's word. */
  readyInferred?: boolean;
  /** Placed on hardware, maybe still starting. */
  scheduled?: number;
  /** What the autoscaler wants. */
  desired?: number;
}

export interface StatusDetail {
  /** The platform's own word, e.g. `DEPLOYMENT_STATE_DEGRADED`. */
  word: string;
  /** The platform's own message. */
  message?: string;
  /**
   * True when Slipway concluded the status: from `word`, which does not say it plainly, or, where that is empty,
   * because the platform reports none.
   */
  inferred?: boolean;
  /** What the five words cannot say: "receives no traffic", "draining, still billing". */
  notes?: string[];
}

/** Why an action is not possible now, in words a user reads; `true` when it is. */
export type Allowed = true | { no: string };
export const actions = ['test', 'stop', 'start', 'update', 'remove'] as const;
export type Action = (typeof actions)[number];

export interface ModelRef {
  /** The platform's id, passed back verbatim. */
  id: string;
  /** For people. */
  name: string;
  kind: 'model' | 'adapter';
  /** The base of an adapter or fine-tune. */
  base?: string;
}

export interface AutoscalingConfig {
  metric: string;
  target: number;
  percentile?: string;
  scaleUpSeconds?: number;
  scaleDownSeconds?: number;
}

/** A setting that only one platform has. */
export type OptionValue = string | number | boolean | string[];

/** What a person can configure. Each platform's field table says which of these it really has. */
export interface DeploymentConfig {
  minReplicas?: number;
  maxReplicas?: number;
  autoscaling?: AutoscalingConfig;
  /** The platform's instance type id. */
  instanceType?: string;
  /** Requests that one replica works on at once. */
  concurrency?: number;
  batchSize?: number;
  timeoutSeconds?: number;
  /** 0 = never stop by itself. */
  idleTimeoutMinutes?: number;
  regions?: string[];
  /** True: only these regions. False: these first. */
  regionsRequired?: boolean;
  environment?: Record<string, string>;
  description?: string;
  tags?: string[];
  /** What the platform has beyond these, by its own names; its field table says which. No secrets. */
  options?: Record<string, OptionValue>;
}

/** A part of a deployment that can be spoken to by itself: a function, a server. */
export interface DeploymentPart {
  id: string;
  name: string;
  kind: 'function' | 'server';
  /** Where it answers over HTTP. */
  url?: string;
  instanceType?: string;
  /** Whether calls need a credential of their own. Absent = unknown. */
  guarded?: boolean;
  /** "needs a proxy token". */
  note?: string;
}

/** One deployment as last read. */
export interface Deployment {
  platform: PlatformId;
  /** Unique within the platform; opaque to everyone but its connector. */
  id: string;
  name: string;
  /** The parent that the platform groups it under (Together: the endpoint). */
  group?: string;
  /** Which kind of connection it belongs to, where a platform has several (Predibase: LoRAX servers). */
  origin?: { id: string; label: string };
  status: DeploymentStatus;
  detail: StatusDetail;
  model: ModelRef;
  replicas: Replicas;
  instanceType?: { id: string; label: string };
  price?: HourlyPrice;
  /** Price of the model's tokens, where the platform bills by token. */
  tokenPrice?: TokenPrice;
  config: DeploymentConfig;
  parts?: DeploymentPart[];
  /** Share of the parent's traffic, 0 to 1. Absent = not reported. */
  trafficShare?: number;
  /** Base URL of the inference API, and the model string to send to it. */
  endpoint?: { url: string; model: string };
  dashboardUrl?: string;
  /** The last error that the platform reports for it. */
  error?: string;
  /** Served to everyone by the platform: deployed by nobody, billed by token. */
  serverless?: true;
  /** What runs, where the platform numbers it: "Release 4". */
  release?: string;
  /** An older API generation: what that means for the user. */
  legacy?: string;
  allowed: Record<Action, Allowed>;
  /** What an action means on this platform beyond its name: shown before it is confirmed. Whole sentences. */
  consequences?: Partial<Record<Action, string>>;
  /** Whether it can be given traffic. Absent: it gets some, does not run, or its platform has no such thing. */
  routable?: Allowed;
  /** Whether its replicas can be replaced by new ones. Absent: its platform has no such thing. */
  restartable?: Allowed;
  /** ms since epoch. */
  createdAt?: number;
  updatedAt?: number;
  /** When Slipway read this, ms since epoch. */
  readAt: number;
}
