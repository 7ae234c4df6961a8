import type { TimeWindow } from '../../connectors/connector.ts';
import type { DeploymentKey } from '../deployments/types.ts';
import type { SketchTally } from './tally.ts';
import type { RequestSample } from './types.ts';

const minuteMs = 60_000;

/** Requests are summed per minute, hour and day (UTC), each kept longer than the one before. */
export const levels = ['day', 'hour', 'minute'] as const;
export type Level = (typeof levels)[number];
export const lengthOf: Readonly<Record<Level, number>> = {
  day: 1440 * minuteMs,
  hour: 60 * minuteMs,
  minute: minuteMs,
};
export const finerThan: Readonly<Record<Level, Level | undefined>> = {
  day: 'hour',
  hour: 'minute',
  minute: undefined,
};

/** The start of the minute, hour or day in which an instant lies. */
export const startOf = (at: number, level: Level): number =>
  Math.floor(at / lengthOf[level]) * lengthOf[level];

/** How many requests of one deployment there were in one minute, hour or day. Quiet ones have none. */
export interface Count {
  deployment: DeploymentKey;
  start: number;
  n: number;
}

/** Their sum. */
export interface Rollup extends Count {
  /** Read when asked for. The caller must not change it. */
  tally(): SketchTally;
}

/** How many single requests of a deployment are still kept. */
export interface Kept {
  deployment: DeploymentKey;
  n: number;
  /** Of these, how many lie in the part that was asked about. */
  inside: number;
}

/** What is kept of requests. Every answer is of the same instant while one `read` lasts. */
export interface RequestSource {
  /** Single ones, ascending in time. */
  requests(window: TimeWindow, deployment?: DeploymentKey): RequestSample[];
  /** Their sums, by deployment. */
  tallies(window: TimeWindow, deployment?: DeploymentKey): Map<DeploymentKey, SketchTally>;
  kept(window: TimeWindow, part: TimeWindow, deployment?: DeploymentKey): Kept[];
  /** Those that start within the window, ascending for each deployment. */
  rollups(level: Level, window: TimeWindow, deployment?: DeploymentKey): Rollup[];
  /** The same without what was summed: fit for long windows. */
  counts(level: Level, window: TimeWindow, deployment?: DeploymentKey): readonly Count[];
  /** When the last request of each deployment was sent. */
  last(): Map<DeploymentKey, number>;
}
