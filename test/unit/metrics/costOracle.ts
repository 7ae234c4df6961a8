import { dollars } from '../deployments/builders.ts';

export const second = 1000;
export const holdMs = 120 * second;

/** A deployment as it is at one time. Undefined: there is none. */
export type State = { ready: number; perHour: number; max: number; createdAt: number } | undefined;

export interface Reading {
  at: number;
  account: string;
  state: State;
}

const rateOf = (state: State): bigint => (state ? BigInt(state.ready * dollars(state.perHour)) : 0n);
const mostOf = (state: State): bigint =>
  state ? BigInt(Math.max(state.ready, state.max) * dollars(state.perHour)) : 0n;
const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);
/** Rates by the second as nano-dollars. */
const nano = (rates: bigint): number => Number((rates * 1000n + 1_800_000n) / 3_600_000n);

/** Between two readings, or before the first: undefined where the silence is too long. */
function around(readings: readonly Reading[], at: number, to: number) {
  const last = readings.findLast((reading) => reading.at <= at);
  const next = readings.find((reading) => reading.at > at);
  return { last, next, watched: last !== undefined && (next?.at ?? to) - last.at <= holdMs };
}

/** What was read in a time to come says nothing. */
const sorted = (readings: readonly Reading[], to: number): Reading[] =>
  readings.filter(({ at }) => at <= to).sort((a, b) => a.at - b.at);

/** One that nobody ever saw, under the name of a later one, is not known. */
const madeAt = ([first]: readonly Reading[], since: number): number => first?.state?.createdAt ?? since;

/** Second by second: a state counts from its reading to the next one, if that comes soon. */
export function bySecond(unsorted: readonly Reading[], since: number, to: number) {
  const readings = sorted(unsorted, to);
  const from = madeAt(readings, since);
  let [seconds, observed, ceiling] = [0, 0n, 0n];
  for (let at = from; at < to; at += second) {
    const { last, next, watched } = around(readings, at, to);
    if (watched) {
      seconds++;
      observed += rateOf(last?.state);
      ceiling += rateOf(last?.state);
      continue;
    }
    const made = next?.state?.createdAt ?? 0;
    const isAnother = last !== undefined && made > last.at && made < (next?.at ?? 0);
    if (!isAnother) ceiling += larger(mostOf(last?.state), mostOf(next?.state));
    else ceiling += mostOf(made <= at ? next?.state : last.state);
  }
  const coverage = (seconds * second) / (to - from);
  return {
    observed: nano(observed),
    coverage,
    /** Of which `coverage` is a share. */
    seconds: (to - from) / second,
    ceiling: readings.length === 0 || coverage === 1 ? undefined : nano(ceiling),
  };
}

/** What the platform bills, and how much of it changed between two readings of a stretch that was watched. */
export function trueCost(
  truth: readonly { at: number; state: State }[],
  unsorted: readonly Reading[],
  since: number,
  to: number,
) {
  const readings = sorted(unsorted, to);
  const from = madeAt(readings, since);
  let [cost, between] = [0n, 0n];
  for (let at = from; at < to; at += second) {
    const rate = rateOf(truth.findLast((each) => each.at <= at)?.state);
    const { last, watched } = around(readings, at, to);
    cost += rate;
    if (!watched) continue;
    const seen = rateOf(last?.state);
    between += seen > rate ? seen - rate : rate - seen;
  }
  return { cost: nano(cost), between: nano(between) + 1 };
}
