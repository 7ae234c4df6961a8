import type { FieldChoice } from './catalogue.ts';
import type { Allowed, NanoUsd, PriceSource } from './domain.ts';

/** Which part of a log is wanted. Absent = all of it. */
export interface LogQuery {
  /** ms since epoch. */
  since?: number;
  until?: number;
  limit?: number;
  /** What the text holds, in any case. */
  text?: string;
  source?: LogSource;
  /** `LogFilters.parts` and `.containers`, by value. */
  part?: string;
  container?: string;
}

export type LogSource = 'stdout' | 'stderr' | 'system';

/** What the log of one deployment can be narrowed to. */
export interface LogFilters {
  /** Functions, servers. */
  parts: FieldChoice[];
  containers: FieldChoice[];
  sources: LogSource[];
  /** How far back it reaches, in a sentence. */
  reach: string;
}

export interface LogEntry {
  id: string;
  at: number;
  level: 'debug' | 'info' | 'warn' | 'error';
  /** The platform's type, e.g. `deployment.scaled`. */
  type: string;
  message: string;
  /** Output of the container, where the platform gives it. */
  excerpt?: string;
  source?: LogSource;
  part?: string;
  container?: string;
}

export interface Revision {
  id: string;
  label: string;
  createdAt?: number;
  current: boolean;
  detail?: string;
  author?: string;
  /** Of the repository that it was made from. */
  commit?: { hash: string; dirty?: boolean };
  /** Whether it can be gone back to. Absent: yes. */
  rollback?: Allowed;
}

export interface TimeWindow {
  /** ms since epoch; `from` inclusive, `to` exclusive. */
  from: number;
  to: number;
}

/** Usage as the platform itself counts it. Every absent field is unknown. Latencies in ms. */
export interface PlatformUsage {
  window: TimeWindow;
  readAt: number;
  requests?: { total?: number; succeeded?: number; failed?: number };
  tokens?: { input?: number; output?: number };
  latency?: Partial<Record<'average' | 'p50' | 'p90' | 'p95' | 'p99', number>>;
  firstToken?: Partial<Record<'average' | 'p50' | 'p90' | 'p95' | 'p99', number>>;
  /** How its numbers came about, where that needs saying: "from the list of predictions". */
  basis?: string;
  /** Failures by the platform's own kinds. */
  failures?: { label: string; count: number }[];
  cost?: UsageCost;
  /** Anything else that it reports, by the platform's own names. */
  other: { label: string; value: string }[];
  series: { name: string; points: { at: number; value: number }[] }[];
  /** What this platform does not give, each in a sentence. */
  absent: string[];
}

/** What the window cost, as far as it can be known without a bill. Each figure absent when unknown. */
export interface UsageCost {
  /** Never less than this. */
  floor?: NanoUsd;
  /** Never more than this. */
  ceiling?: NanoUsd;
  estimate?: NanoUsd;
  source?: PriceSource;
  /** How each was computed, in sentences that users read. */
  explained: string[];
}
