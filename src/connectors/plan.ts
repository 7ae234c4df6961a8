import type { DeploymentConfig, HourlyPrice, ModelRef, NanoUsd } from './domain.ts';

export interface DeploymentSpec {
  name: string;
  model: ModelRef;
  variant?: string;
  config: DeploymentConfig;
}

/** A change to an existing deployment: only what differs. */
export type DeploymentChange = DeploymentConfig;

export interface PlannedRequest {
  method: string;
  url: string;
  body?: unknown;
  /** What it does and when, in a few words. */
  note: string;
}

/** A file that is written on the person's machine. */
export interface PlannedFile {
  /** As people know it: relative to the folder that is open. */
  path: string;
  language: 'python';
  text: string;
  /** `changed`: one of that name has other contents; the person is asked before it is replaced. */
  standing: 'new' | 'same' | 'changed';
  note: string;
}

export interface Check {
  level: 'error' | 'warning' | 'info';
  message: string;
  /** `options.<name>` for one of the platform's own. */
  field?: keyof DeploymentConfig | 'name' | 'model' | 'variant' | `options.${string}`;
}

export interface Estimate {
  /** Per hour with the minimum and the maximum of replicas. Absent = price unknown. */
  minPerHour?: NanoUsd;
  maxPerHour?: NanoUsd;
  price?: HourlyPrice;
}

/** What a deploy or an update would do: exactly the requests, the price, and what is wrong with it. */
export interface Plan {
  /** Calls, and with method `RUN` programs of the person's machine (`url` is the command line). */
  requests: PlannedRequest[];
  files?: PlannedFile[];
  estimate: Estimate;
  checks: Check[];
}

/** What giving traffic to a deployment would do. Shares are 0 to 1; absent = unknown. */
export interface RoutePlan {
  requests: PlannedRequest[];
  /** Everything that then gets traffic. */
  shares: TrafficShare[];
}

export interface TrafficShare {
  name: string;
  before?: number;
  after?: number;
}
