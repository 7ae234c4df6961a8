let state = 1;

/** The same numbers in each run (mulberry32), from 0 to below 1. */
export function random(): number {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const around = (ms: number, spread: number): number => ms * Math.exp(spread * normal());

/** A usual one: a median of 400 ms, and a hundredth beyond four seconds. */
export const latency = (): number => around(400, 1);

/** In ms: what latencies and times to a first token look like, and what they look like on a bad day. */
export const distributions: readonly (() => number)[] = [
  latency,
  () => around(30, 0.1),
  () => around(20_000, 2),
  () => (random() < 0.9 ? around(120, 0.2) : around(9000, 0.3)),
  () => (random() < 0.5 ? around(0.3, 0.2) : around(700, 0.1)),
  () => 1 + 599_999 * random(),
  () => 5 - 400 * Math.log(1 - random()),
  () => 10 * (1 - random()) ** -1.1,
  () => Math.ceil(around(12, 0.5)),
  () => 60_000 + random(),
  () => (random() < 0.999 ? 250 : 600_000),
  () => around(0.01, 1),
];
