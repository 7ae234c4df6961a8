import { invalid } from '../errors.ts';
import { msOf, type Timestamp } from '../grpc/wire.ts';
import type { World } from '../world.ts';

export interface Asked {
  readonly since: Timestamp | null;
  readonly until: Timestamp | null;
}

export interface Window {
  readonly since: number;
  readonly until: number;
}

const dayMs = 24 * 3_600_000;
/** Points of one series, and what the server aims at by itself. */
const mostPoints = 500;
const ownPoints = 100;

export const statsDays = 7;
export const metricsDays = 31;

/** The last hour when nothing is said. */
export function windowOf(world: World, { since, until }: Asked, days: number): Window {
  const end = msOf(until) ?? world.clock.now();
  const start = msOf(since) ?? end - 3_600_000;
  if (start >= end) throw invalid('`since` must be before `until`');
  if (end - start > days * dayMs) throw invalid(`The time range must be at most ${days} days`);
  return { since: start, until: end };
}

export interface Buckets extends Window {
  readonly sizeMs: number;
  /** Starts of all whole buckets; bounds are rounded down, so the one that is not over is left out. */
  readonly starts: readonly number[];
}

export function bucketsOf({ since, until }: Window, asked: number | undefined): Buckets {
  if (asked !== undefined && asked < 60) throw invalid('`bucket_secs` must be at least 60');
  const sizeMs = (asked ?? ownSize(until - since)) * 1000;
  const first = Math.floor(since / sizeMs) * sizeMs;
  const last = Math.floor(until / sizeMs) * sizeMs;
  const count = (last - first) / sizeMs;
  if (count > mostPoints) throw invalid(`At most ${mostPoints} points can be returned for each series`);
  const starts = Array.from({ length: count }, (_, index) => first + index * sizeMs);
  return { since: first, until: last, sizeMs, starts };
}

const ownSize = (ms: number): number => Math.max(60, Math.ceil(ms / ownPoints / 60_000) * 60);
