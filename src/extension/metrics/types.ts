import type { PlatformUsage, TimeWindow } from '../../connectors/connector.ts';
import type {
  DeploymentStatus,
  HourlyPrice,
  NanoUsd,
  PriceSource,
  TokenPrice,
} from '../../connectors/domain.ts';
import type { ErrorCode, ErrorData } from '../../connectors/errors.ts';
import type { InvokeRequest, OutputPart, TokenUsage } from '../../connectors/inference.ts';
import type { DeploymentKey } from '../deployments/types.ts';

export type Outcome = 'ok' | 'error' | 'cancelled';

/** One request through Slipway. Durations in ms from `sent`; an instant that did not come is absent. */
export interface RequestSample {
  id: string;
  deployment: DeploymentKey;
  /** When it was sent, ms since epoch. */
  sentAt: number;
  outcome: Outcome;
  errorCode?: ErrorCode;
  firstByteMs?: number;
  firstTokenMs?: number;
  lastTokenMs?: number;
  endMs: number;
  usage?: TokenUsage;
  tokenSource?: 'reported' | 'estimated';
  /** Token-billed cost of this call. Time-billed deployments have none per call. */
  cost?: NanoUsd;
  costSource?: PriceSource;
}

/** What a poll saw of one deployment. Cost of time-billed deployments is the integral over these. */
export interface StatusSample {
  deployment: DeploymentKey;
  at: number;
  /** Read again and again, always the same, until then. Absent: read once. */
  until?: number;
  status: DeploymentStatus;
  ready?: number;
  /** The most replicas that its settings allow. */
  max?: number;
  price?: HourlyPrice;
  /** When it was made, as the platform says, ms since epoch. */
  createdAt?: number;
  /** Whose readings go on for it: see `Poll`. */
  scope?: string;
  /** It could not be read after this: the rest is what was known of it. */
  unseen?: true;
  /** Its account was read, and it is not there any more. */
  gone?: true;
}

/** One reading of a whole account. */
export interface Poll {
  /** The platform and the account. */
  scope: string;
  /** ms since epoch. */
  at: number;
  /** Of each deployment that could be read. One that was read before and is not among them is out of sight. */
  samples: StatusSample[];
  /** Nothing of the account is missing: what an earlier window saw and is not among them is gone. */
  complete?: true;
}

/** A stretch of time in which a window read an account, without a silence. */
export interface WatchStretch {
  scope: string;
  /** The window. */
  writer: string;
  since: number;
  until: number;
}

/** One of the last ten tests of a deployment, as the tester shows it again after a reload. */
export interface TestRun {
  id: string;
  deployment: DeploymentKey;
  request: InvokeRequest;
  sample: RequestSample;
  /** It ended before anything was sent: no request, and so in no count, no time and no cost. */
  unsent?: true;
  text: string;
  reasoning?: string;
  /** What came beside or instead of text. Large data in it is not kept over a reload. */
  output?: OutputPart[];
  /** The response as it came, for the raw view. */
  response?: unknown;
  error?: ErrorData;
  finishReason?: string;
}

/** A distribution with its count: no number without n. Milliseconds. */
export interface Distribution {
  n: number;
  average?: number;
  p50?: number;
  p95?: number;
  p99?: number;
  min?: number;
  max?: number;
  /** Log-spaced buckets: upper bound (exclusive) and count. */
  histogram: { upTo: number; count: number }[];
}

/** Cost over a window; the definitions are in docs/metrics.md. */
export interface CostReport {
  basis: 'time' | 'tokens' | 'unknown';
  /** What was observed and priced. Absent when nothing could be. */
  observed?: NanoUsd;
  /** Upper bound with the unwatched stretches at the larger neighbouring replica count. */
  ceiling?: NanoUsd;
  /** Share of the window that was watched, 0 to 1 (time-billed). */
  coverage?: number;
  /** True when a part has no known price: the sum is "at least". */
  atLeast: boolean;
  /** Of `observed`; with `AtMost` of `ceiling`. */
  perRequest?: NanoUsd;
  perRequestAtMost?: NanoUsd;
  perMillionTokens?: NanoUsd;
  perMillionTokensAtMost?: NanoUsd;
  /** Share of `observed` that was paid in minutes without a request sent from Slipway, 0 to 1 (time-billed). */
  idleShare?: number;
  /** When it would pay to be billed the other way, where both prices are known. */
  breakEven?: BreakEven;
  sources: PriceSource[];
  /** What another source says of today's price, where the two differ by more than half. */
  other?: NonNullable<HourlyPrice['other'] | TokenPrice['other']>;
}

/** Dedicated against serverless for the same model, at the mix of input and output tokens that was seen. */
export interface BreakEven {
  /** The model as the platform serves it to everyone. */
  serverlessModel: string;
  /** Dedicated is the cheaper one above this. */
  tokensPerHour: number;
  /** Share of the tokens that were input, 0 to 1. */
  inputShare: number;
  /** Tokens per paid hour in the window, sent from Slipway. */
  seenPerHour: number;
}

/** A sum of money of which a part may not be known. */
export interface MoneySum {
  known: NanoUsd;
  /** Upper bound. Absent: none is known, or `known` is all there is (`atLeast` tells which). */
  upTo?: NanoUsd;
  /** A part has no known price or bound. */
  atLeast: boolean;
}

/** What the fleet costs by the calendar of this computer. */
export interface Spend {
  today: MoneySum;
  month: MoneySum;
  /** `month`, and the rest of the month at the burn rate of now. */
  forecast: MoneySum;
  /** First moment of the month, ms since epoch. */
  monthFrom: number;
  monthTo: number;
}

/** What is kept of the past, and how much room it takes. */
export interface HistorySize {
  /** In use, of the file on disk; 0 when there is none. */
  bytes: number;
  /** `slipway.history.maxSizeMB` in bytes. */
  maxBytes: number;
  /** When the oldest sample is from, ms since epoch; absent when there is none. */
  oldest?: number;
  /** Single requests are kept this many days; sums per hour and day longer. */
  days: number;
}

export interface SeriesPoint {
  /** Start of the bucket, ms since epoch. */
  at: number;
  ok: number;
  failed: number;
  p50?: number;
  p95?: number;
  p99?: number;
  tokensIn: number;
  tokensOut: number;
  cost?: NanoUsd;
}

/** Everything the metrics panel says about requests made through Slipway. */
export interface MetricsReport {
  deployment: DeploymentKey;
  window: TimeWindow;
  computedAt: number;
  requests: {
    total: number;
    ok: number;
    failed: number;
    cancelled: number;
    /** ok / (ok + failed); absent when there were none. Cancelled ones count as neither. */
    successRate?: number;
    /** What it leaves: failed / (ok + failed). */
    errorRate?: number;
    perMinute: number;
  };
  errors: { code: ErrorCode; count: number }[];
  /** False: percentiles are from summaries and at most 0.5 % off. Counts and sums are exact either way. */
  exact: boolean;
  /** The window as far as it could be cut exactly; wider where only whole hours or days are kept of its edge. */
  covered: TimeWindow;
  latency: Distribution;
  firstToken: Distribution;
  tokensPerSecond?: number;
  tokens: {
    input: number;
    output: number;
    total: number;
    averagePerRequest?: number;
    /** Successful requests without a reported count: the sums are "at least". */
    unknown: number;
    estimated: number;
  };
  cost: CostReport;
  series: SeriesPoint[];
  bucketMs: number;
}

/** Beside it, never mixed into it: what the platform itself counted. */
export interface PlatformReport {
  usage?: PlatformUsage;
  problem?: ErrorData;
  /** Why there is none, where the platform gives none. */
  absent?: string;
  /** Its cost and ours, which bound the same bill. */
  combined?: CombinedCost;
}

/** Two accounts of one bill: the narrower of their bounds. */
export interface CombinedCost {
  floor?: NanoUsd;
  ceiling?: NanoUsd;
  /** The platform's own figure, where it lies between the bounds. */
  estimate?: NanoUsd;
  /** The bounds exclude each other: both are shown, and no combination of them. */
  conflict?: true;
}

export interface FleetRow {
  key: DeploymentKey;
  requests: number;
  successRate?: number;
  p95?: number;
  tokens: number;
  cost: CostReport;
  /** When the last request was sent from Slipway, ms since epoch; absent when none is known. */
  lastRequestAt?: number;
}
