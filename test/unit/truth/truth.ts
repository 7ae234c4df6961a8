import assert from 'node:assert/strict';
import type { CostReport, StatusSample } from '../../../src/extension/metrics/types.ts';
import type { Control } from '../../platforms/together/index.ts';

const hourMs = 3_600_000n;
const nanoPerCent = 10_000_000;

interface Line {
  since: number;
  until: number;
  /** Nano-dollars per hour; undefined where the platform names no price. */
  rate: number | undefined;
}

/** The platform's own books about one deployment. */
export function linesOf(control: Control, deploymentId: string): Line[] {
  return control
    .ledger()
    .filter((line) => line.deploymentId === deploymentId)
    .map(({ since, until, ready, centsPerHour }) => ({
      since,
      until: until ?? Infinity,
      rate: centsPerHour === undefined ? undefined : ready * centsPerHour * nanoPerCent,
    }));
}

export const rateAt = (lines: readonly Line[], at: number): number | undefined =>
  (lines.find(({ since, until }) => since <= at && at < until) ?? { rate: 0 }).rate;

/** The largest rate within a stretch. */
function most(lines: readonly Line[], from: number, to: number): number {
  return Math.max(
    rateAt(lines, from) ?? 0,
    ...lines.filter(({ since }) => since > from && since < to).map(({ rate }) => rate ?? 0),
  );
}

function least(lines: readonly Line[], from: number, to: number): number {
  const inside = lines.flatMap(({ since, until }) => [since, until]).filter((at) => at > from && at < to);
  return Math.min(...[from, ...inside].map((at) => rateAt(lines, at) ?? 0));
}

const nano = (rateMs: bigint): number => Number((rateMs + hourMs / 2n) / hourMs);

function rateOf({ ready = 0, price }: StatusSample): number | undefined {
  if (ready === 0) return 0;
  return price && ready * price.perReplicaHour;
}

/** The most that settings allow; what is stopped is not supposed to run. */
function mostOf({ status, ready = 0, max, price }: StatusSample): number | undefined {
  const replicas = status === 'stopped' ? ready : max === undefined ? undefined : Math.max(max, ready);
  if (replicas === 0) return 0;
  return replicas === undefined || !price ? undefined : replicas * price.perReplicaHour;
}

/**
 * Holds a cost against the readings that it is made of and against the platform's books: exact where
 * readings are dense, off by no more than what changed between two of them, and below the ceiling.
 */
export function checkCost(
  cost: CostReport,
  all: readonly StatusSample[],
  lines: readonly Line[],
  { from, now, holdMs }: { from: number; now: number; holdMs: number },
): void {
  const readings = [...all].sort((a, b) => a.at - b.at);
  for (const { at, ready, price } of readings)
    if (ready !== undefined && price) assert.equal(ready * price.perReplicaHour, rateAt(lines, at) ?? 0);
  let seen = 0n;
  let allowed = 0n;
  let watchedMs = 0;
  const found = { unknown: false, priced: false, surprise: false, unbounded: false };
  let books = 0n;
  readings.forEach((reading, i) => {
    const next = readings[i + 1];
    const to = next?.at ?? now;
    const ms = BigInt(to - reading.at);
    if (ms === 0n) return;
    const rate = rateOf(reading);
    const watched = to - reading.at <= holdMs;
    const bounds = next && !watched ? [mostOf(reading), mostOf(next)] : [mostOf(reading)];
    if ((!watched || rate === undefined) && bounds.includes(undefined)) found.unknown = true;
    if (!watched) {
      found.surprise ||= most(lines, reading.at, to) > Math.max(...bounds.map((bound) => bound ?? 0));
      return;
    }
    watchedMs += to - reading.at;
    if (rate === undefined) {
      found.unbounded = true;
      return;
    }
    found.priced = true;
    seen += BigInt(rate) * ms;
    const swing = most(lines, reading.at, to) - least(lines, reading.at, to);
    allowed += BigInt(swing) * ms;
    books += within(lines, reading.at, to);
  });
  assert.equal(cost.atLeast, found.unknown, '"at least" is said exactly where a price is unknown');
  const told = found.priced || cost.ceiling !== undefined;
  assert.equal(cost.observed, told ? nano(seen) : undefined);
  if (cost.basis === 'time') assert.equal(cost.coverage, now > from ? watchedMs / (now - from) : 0);
  const off = seen > books ? seen - books : books - seen;
  assert.ok(off <= allowed, `${nano(off)} off the books, ${nano(allowed)} for what changed between readings`);
  if (cost.ceiling === undefined) {
    assert.ok(
      found.unknown || readings.length === 0 || (watchedMs === now - from && !found.unbounded),
      'no upper end where something is open',
    );
    return;
  }
  assert.ok((cost.observed ?? 0) <= cost.ceiling);
  // Settings that were changed and changed back in a silence are not known.
  if (!found.surprise)
    assert.ok(nano(within(lines, from, now)) <= cost.ceiling + nano(allowed) + 1, 'below the ceiling');
}

/** What the platform bills within a stretch, in rate times milliseconds. */
function within(lines: readonly Line[], from: number, to: number): bigint {
  let sum = 0n;
  for (const { since, until, rate } of lines) {
    const ms = Math.min(until, to) - Math.max(since, from);
    if (ms > 0) sum += BigInt(rate ?? 0) * BigInt(ms);
  }
  return sum;
}
