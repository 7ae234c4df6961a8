import { randomFrom } from '../kit/random.ts';

const lettersAndDigits = '0123456789abcdefghijklmnopqrstuvwxyz';

/** Ids that look opaque, never repeat, and are the same in every run of the simulator. */
export function idMaker(seed: string): (length?: number, alphabet?: string) => string {
  let count = 0;
  return (length = 26, alphabet = lettersAndDigits) => {
    count += 1;
    return scramble(`${seed}:${count}`, length, alphabet);
  };
}

export const hexId = (key: string, length = 64): string => scramble(key, length, '0123456789abcdef');

function scramble(key: string, length: number, alphabet: string): string {
  const random = randomFrom(key);
  return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]!).join('');
}

/** ISO time of a moment in microseconds, with as many fractional digits as the answer in question has. */
export function isoUs(us: number, digits: 3 | 6 | 9 = 6): string {
  const whole = new Date(Math.floor(us / 1000)).toISOString().slice(0, 19);
  const fraction = String(us % 1_000_000).padStart(6, '0');
  return `${whole}.${digits === 9 ? `${fraction}000` : fraction.slice(0, digits)}Z`;
}

export const isoMs = (ms: number): string => isoUs(Math.floor(ms) * 1000);

/** Undefined when the text is no ISO 8601 time. */
export function parseIso(text: string): number | undefined {
  const match = /^(\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d)?)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)?$/.exec(text);
  if (!match) return undefined;
  const [, time, fraction = '', zone = 'Z'] = match;
  const ms = Date.parse(time!.includes('T') ? `${time!}${zone}` : time!);
  return Number.isNaN(ms) ? undefined : ms * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}
