import type { Luck } from './luck.ts';
import { notNumbers, oddNumbers, oddTexts, oddValues } from './odd.ts';

type Container = Record<string, unknown> | unknown[];

interface Place {
  inside: Container;
  key: string;
  /** The key that `inside` stands under. */
  under: string;
}

/** A copy: what is changed further must not change for the next one. */
const odd = (luck: Luck): unknown => structuredClone(luck.pick(oddValues));

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;

/** Bytes and times of a binary protocol are values, not containers. */
const isLeaf = (value: unknown): boolean => value instanceof Uint8Array || value instanceof Date;

/** JSON with one to six places changed into something that its reader never met. */
export function mutated(body: unknown, luck: Luck): unknown {
  let copy = structuredClone(body);
  for (let times = 1 + luck.below(luck.chance(0.3) ? 6 : 2); times > 0; times--) copy = once(copy, luck);
  return copy;
}

function once(root: unknown, luck: Luck): unknown {
  if (!isContainer(root) || luck.chance(0.02)) return odd(luck);
  const place = somewhere(root, luck);
  if (place) change(place.inside, place.key, luck);
  return root;
}

/** A walk down from the root: places near the top and deep ones are met as often. */
function somewhere(root: Container, luck: Luck): Place | undefined {
  let inside = root;
  let under = '';
  for (;;) {
    const keys = Object.keys(inside);
    if (keys.length === 0) return undefined;
    const key = luck.pick(keys);
    const value = (inside as Record<string, unknown>)[key];
    if (!isContainer(value) || isLeaf(value) || Object.keys(value).length === 0 || luck.chance(0.15))
      return { inside, key, under };
    inside = value;
    under = key;
  }
}

function change(inside: Container, key: string, luck: Luck): void {
  const holder = inside as Record<string, unknown>;
  const value = holder[key];
  const kind = luck.below(10);
  if (Array.isArray(inside) && kind < 2) {
    if (kind === 0) inside.splice(Number(key), 1);
    else inside.push(structuredClone(value));
  } else if (kind === 2) Reflect.deleteProperty(holder, key);
  else if (kind === 3) holder[key] = null;
  else if (kind === 4) holder[key] = otherKind(value);
  else if (kind === 5 && !Array.isArray(inside)) own(holder, luck.pick(oddTexts), value);
  else holder[key] = kind < 8 ? sameKind(value, luck) : odd(luck);
}

/** As a reader of JSON does it: a key called `__proto__` is a key, and no prototype. */
function own(holder: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, configurable: true, enumerable: true, writable: true });
}

function otherKind(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return Number(value) || [value];
  return Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : [value];
}

function sameKind(value: unknown, luck: Luck): unknown {
  if (typeof value === 'number') return luck.pick(oddNumbers);
  if (typeof value === 'string') return luck.chance(0.3) ? bent(value, luck) : luck.pick(oddTexts);
  if (typeof value === 'boolean') return !value;
  if (Array.isArray(value)) return luck.chance(0.5) ? [] : [...(value as unknown[]), ...(value as unknown[])];
  return odd(luck);
}

const bent = (text: string, luck: Luck): string =>
  luck.pick([text.toUpperCase(), `${text}_OF_TOMORROW`, text.slice(1), `${text}\u0000`, `${text} ${text}`]);

/**
 * A decoded message of a binary protocol: its fields always have their types, so only values change, messages may
 * be missing and lists may be shorter or longer.
 */
export function mutatedMessage(message: unknown, luck: Luck): unknown {
  const copy = structuredClone(message);
  if (!isContainer(copy)) return copy;
  for (let times = 1 + luck.below(4); times > 0; times--) {
    const place = somewhere(copy, luck);
    if (place) changeTyped(place, luck);
  }
  return copy;
}

/** Maps, which are empty where they are missing, and no messages. */
const map =
  /^(?:functionIds|classIds|tags|functions|classes|servers)$|(?:Summaries|ercentileStats|scalarStats)$/;
const real = /(?:At|Time|Date|Secs|Seconds|duration|cost|timestamp|value|rate|ratio)$/i;

function changeTyped({ inside, key, under }: Place, luck: Luck): void {
  const holder = inside as Record<string, unknown>;
  const value = holder[key];
  if (typeof value === 'number') holder[key] = luck.pick(numbersFor(key, value));
  else if (Array.isArray(value))
    holder[key] = luck.chance(0.5) ? [] : [...(value as unknown[]), ...(value as unknown[])].reverse();
  else if (typeof value === 'string' || typeof value === 'boolean') holder[key] = sameKind(value, luck);
  else if (value instanceof Date) holder[key] = new Date(luck.pick(oddNumbers));
  else if (!isContainer(value) || isLeaf(value) || Array.isArray(inside)) return;
  else if (map.test(under)) Reflect.deleteProperty(holder, key);
  else holder[key] = map.test(key) ? {} : undefined;
}

function numbersFor(key: string, value: number): readonly number[] {
  if (real.test(key) || !Number.isInteger(value)) return [...oddNumbers, ...notNumbers];
  return oddNumbers.filter((number) => Number.isSafeInteger(number));
}
