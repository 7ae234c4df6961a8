import type { TimeWindow } from '../../connectors/connector.ts';
import type { DeploymentKey } from '../deployments/types.ts';
import { finerThan, lengthOf, levels, startOf } from './history.ts';
import type { Kept, Level, RequestSource, Rollup } from './history.ts';

/** A part of a window: either a whole minute, hour or day, or single requests at an edge. */
export type Piece = { kind: 'rollup'; rollup: Rollup } | { kind: 'single'; window: TimeWindow; n: number };

export interface Cover {
  pieces: Piece[];
  /** Requests in it. */
  n: number;
  /** The window, or wider where finer parts of an edge are no longer kept. */
  covered: TimeWindow;
  /** Length of the longest part that could not be cut as fine as it was asked for. 0: none. */
  coarsest: number;
}

/** What was read for a window: by level, of each deployment. */
interface Material {
  rollups: Record<Level, Map<DeploymentKey, Rollup[]>>;
  /** By the start of the minute. */
  edges: Map<number, Map<DeploymentKey, Kept>>;
}

/**
 * Puts a window together from as few rows as can be: whole units of at most `longest` ms, finer ones towards its
 * edges, single requests within the first and the last minute. For one deployment, or for each.
 */
export function cover(
  source: RequestSource,
  window: TimeWindow,
  longest: number,
  deployment?: DeploymentKey,
): Map<DeploymentKey, Cover> {
  const material = read(source, window, longest, deployment);
  const covers = new Map<DeploymentKey, Cover>();
  for (const [key, days] of material.rollups.day) {
    const made: Cover = { pieces: [], n: 0, covered: { ...window }, coarsest: 0 };
    descend('day', days, window, { key, material, longest, made });
    covers.set(key, made);
  }
  return covers;
}

/** One read per level, whatever the number of deployments: where to look follows from the window alone. */
function read(
  source: RequestSource,
  window: TimeWindow,
  longest: number,
  deployment: DeploymentKey | undefined,
): Material {
  const rollups = { day: new Map(), hour: new Map(), minute: new Map() } as Material['rollups'];
  let ranges = [around(window, 'day')];
  for (const level of levels) {
    const rows = ranges.flatMap((range) => source.rollups(level, range, deployment));
    rollups[level] = Map.groupBy(rows, (row) => row.deployment);
    // Below: all of it where this level is too coarse, else the units that the window cuts.
    ranges = lengthOf[level] > longest ? [around(window, level)] : edgesOf(window, level);
  }
  const edges = new Map<number, Map<DeploymentKey, Kept>>();
  for (const minute of edgesOf(window, 'minute')) {
    const kept = source.kept(minute, overlap(minute, window), deployment);
    edges.set(minute.from, new Map(kept.map((each) => [each.deployment, each])));
  }
  return { rollups, edges };
}

interface Descent {
  key: DeploymentKey;
  material: Material;
  longest: number;
  made: Cover;
}

function descend(level: Level, rows: readonly Rollup[], window: TimeWindow, descent: Descent): void {
  const length = lengthOf[level];
  const finer = finerThan[level];
  const below =
    finer &&
    Map.groupBy(descent.material.rollups[finer].get(descent.key) ?? [], (row) => startOf(row.start, level));
  for (const row of rows) {
    const unit = { from: row.start, to: row.start + length };
    if (unit.to <= window.from || unit.from >= window.to) continue;
    const isWhole = unit.from >= window.from && unit.to <= window.to;
    if (isWhole && length <= descent.longest) take(row, unit, descent.made);
    else if (finer && below) {
      const parts = below.get(row.start) ?? [];
      // Parts that do not add up to the whole are no longer all there.
      if (countOf(parts) === row.n) descend(finer, parts, overlap(unit, window), descent);
      else takeWhole(row, unit, descent.made);
    } else cutMinute(row, unit, window, descent);
  }
}

function cutMinute(
  row: Rollup,
  unit: TimeWindow,
  window: TimeWindow,
  { key, material, made }: Descent,
): void {
  const kept = material.edges.get(unit.from)?.get(key);
  if (kept?.n !== row.n) takeWhole(row, unit, made);
  // Nothing of it lies outside, as in a minute that is not over yet: no single request has to be read.
  else if (kept.inside === row.n) take(row, overlap(unit, window), made);
  else if (kept.inside > 0) {
    made.pieces.push({ kind: 'single', window: overlap(unit, window), n: kept.inside });
    made.n += kept.inside;
  }
}

function take(rollup: Rollup, unit: TimeWindow, made: Cover): void {
  made.pieces.push({ kind: 'rollup', rollup });
  made.n += rollup.n;
  made.covered.from = Math.min(made.covered.from, unit.from);
  made.covered.to = Math.max(made.covered.to, unit.to);
}

function takeWhole(rollup: Rollup, unit: TimeWindow, made: Cover): void {
  take(rollup, unit, made);
  made.coarsest = Math.max(made.coarsest, unit.to - unit.from);
}

const countOf = (rows: readonly Rollup[]): number => rows.reduce((sum, { n }) => sum + n, 0);

export const overlap = (a: TimeWindow, b: TimeWindow): TimeWindow => ({
  from: Math.max(a.from, b.from),
  to: Math.min(a.to, b.to),
});

/** The whole units in which a window lies. */
export function around({ from, to }: TimeWindow, level: Level): TimeWindow {
  const last = startOf(to, level);
  return { from: startOf(from, level), to: last < to ? last + lengthOf[level] : to };
}

/** The one or two units of which only a part lies in the window. */
function edgesOf(window: TimeWindow, level: Level): TimeWindow[] {
  const length = lengthOf[level];
  const starts = new Set(
    [window.from, window.to].filter((at) => at % length !== 0).map((at) => startOf(at, level)),
  );
  return [...starts].map((from) => ({ from, to: from + length }));
}
