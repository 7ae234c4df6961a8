import type { TimeWindow } from '../../connectors/connector.ts';
import type { DeploymentKey } from '../deployments/types.ts';
import { finerThan, lengthOf, levels, startOf } from './history.ts';
import type { Kept, Level, RequestSource, Rollup } from './history.ts';
import { sketchTally } from './tally.ts';
import type { SketchTally } from './tally.ts';

/** A part of a window: a whole minute, hour or day, or what lies in the window of a minute at its edge. */
export interface Piece {
  start: number;
  /** The caller must not change it. */
  tally(): SketchTally;
}

export interface Cover {
  pieces: Piece[];
  /** Requests in it. */
  n: number;
  /** The window, or wider where finer parts of an edge are no longer kept. */
  covered: TimeWindow;
  /** Length of the longest part that could not be cut as fine as it was asked for. 0: none. */
  coarsest: number;
}

/**
 * What is read for a window, of one deployment or of each: few rows, and one read per level whatever the number of
 * deployments. Units of a length up to `longest` ms are not read in finer parts, except where the window cuts them.
 */
export class Material {
  readonly #source: RequestSource;
  readonly #window: TimeWindow;
  readonly #deployment: DeploymentKey | undefined;
  readonly #rollups = { day: new Map(), hour: new Map(), minute: new Map() } as Record<
    Level,
    Map<DeploymentKey, Rollup[]>
  >;
  /** The minutes that the window cuts, by their start. */
  readonly #kept = new Map<number, Map<DeploymentKey, Kept>>();
  readonly #edges = new Map<number, Map<DeploymentKey, SketchTally>>();

  constructor(source: RequestSource, window: TimeWindow, longest: number, deployment?: DeploymentKey) {
    this.#source = source;
    this.#window = window;
    this.#deployment = deployment;
    let ranges = [around(window, 'day')];
    for (const level of levels) {
      const rows = ranges.flatMap((range) => source.rollups(level, range, deployment));
      this.#rollups[level] = Map.groupBy(rows, (row) => row.deployment);
      ranges = lengthOf[level] > longest ? [around(window, level)] : edgesOf(window, level);
    }
    for (const minute of edgesOf(window, 'minute')) {
      const kept = source.kept(minute, overlap(minute, window), deployment);
      this.#kept.set(minute.from, new Map(kept.map((each) => [each.deployment, each])));
    }
  }

  deployments(): Iterable<DeploymentKey> {
    return this.#rollups.day.keys();
  }

  /** The window from units as long as can be, but not longer than `longest`: at least the one given for reading. */
  cover(key: DeploymentKey, longest: number): Cover {
    const made: Cover = { pieces: [], n: 0, covered: { ...this.#window }, coarsest: 0 };
    this.#descend('day', this.#rollups.day.get(key) ?? [], this.#window, longest, made);
    return made;
  }

  #descend(level: Level, rows: readonly Rollup[], window: TimeWindow, longest: number, made: Cover): void {
    const length = lengthOf[level];
    const finer = finerThan[level];
    const below = finer && this.#partsOf(rows[0]?.deployment, finer, level);
    for (const row of rows) {
      const unit = { from: row.start, to: row.start + length };
      if (unit.to <= window.from || unit.from >= window.to) continue;
      const isWhole = unit.from >= window.from && unit.to <= window.to;
      if (isWhole && length <= longest) take(row, row.n, unit, made);
      else if (finer && below) {
        const parts = below.get(row.start) ?? [];
        // Parts that do not add up to the whole are no longer all there.
        if (countOf(parts) === row.n) this.#descend(finer, parts, overlap(unit, window), longest, made);
        else takeWhole(row, unit, made);
      } else this.#cutMinute(row, unit, made);
    }
  }

  #partsOf(key: DeploymentKey | undefined, finer: Level, level: Level): Map<number, Rollup[]> {
    const rows = (key !== undefined && this.#rollups[finer].get(key)) || [];
    return Map.groupBy(rows, ({ start }) => startOf(start, level));
  }

  #cutMinute(row: Rollup, unit: TimeWindow, made: Cover): void {
    const part = overlap(unit, this.#window);
    const kept = this.#kept.get(unit.from)?.get(row.deployment);
    if (kept?.n !== row.n) takeWhole(row, unit, made);
    // Nothing of it lies outside, as in a minute that is not over yet: no single request has to be read.
    else if (kept.inside === row.n) take(row, row.n, part, made);
    else if (kept.inside > 0)
      take({ start: unit.from, tally: () => this.#edge(part, row.deployment) }, kept.inside, part, made);
  }

  /** Each edge is read once, for all deployments. */
  #edge(part: TimeWindow, key: DeploymentKey): SketchTally {
    const tallies = this.#edges.get(part.from) ?? this.#source.tallies(part, this.#deployment);
    this.#edges.set(part.from, tallies);
    return tallies.get(key) ?? sketchTally();
  }
}

function take(piece: Piece, n: number, { from, to }: TimeWindow, made: Cover): void {
  made.pieces.push(piece);
  made.n += n;
  made.covered.from = Math.min(made.covered.from, from);
  made.covered.to = Math.max(made.covered.to, to);
}

function takeWhole(row: Rollup, unit: TimeWindow, made: Cover): void {
  take(row, row.n, unit, made);
  made.coarsest = Math.max(made.coarsest, unit.to - unit.from);
}

const countOf = (rows: readonly Rollup[]): number => rows.reduce((sum, { n }) => sum + n, 0);

const overlap = (a: TimeWindow, b: TimeWindow): TimeWindow => ({
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
