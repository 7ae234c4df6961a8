/** 32-bit FNV-1a with a final mix, so that near keys land far apart: stable across runs, spreads test traffic. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

/** A seeded generator (mulberry32), so that every run of the simulator tells the same story. */
export function randomFrom(seed: number | string): () => number {
  let state = typeof seed === 'string' ? hash(seed) : seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Ids that look opaque, never repeat and are the same for the same seed. */
export function idsFrom(seed: string): (prefix: string) => string {
  let count = 0;
  return (prefix) => {
    count += 1;
    const mixed = hash(`${seed}:${count}`).toString(36).padStart(7, '0');
    return `${prefix}${mixed}${count.toString(36).padStart(4, '0')}`;
  };
}
