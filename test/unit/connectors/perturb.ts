import assert from 'node:assert/strict';
import { PlatformError } from '../../../src/connectors/index.ts';

export { randomFrom as luckOf } from '../../platforms/kit/random.ts';

/** Between 0 and 1. */
export type Chance = () => number;

export interface Perturbation {
  /** Members that are always there: without them nothing can be named, and a list is no list. */
  kept: ReadonlySet<string>;
  /** A text, or what may stand in its place tomorrow. `key` is of the member that it is in. */
  word?: (text: string, chance: Chance, key: string | undefined) => string;
  /** In place of a member, something of another kind. */
  odd?: (value: unknown, chance: Chance) => unknown;
}

/** What a newer or older platform might say: values left out, null, of another kind, words and keys of tomorrow. */
export function perturbed(value: unknown, chance: Chance, how: Perturbation, under?: string): unknown {
  if (Array.isArray(value)) return value.map((item) => perturbed(item, chance, how, under));
  if (typeof value === 'string') return how.word ? how.word(value, chance, under) : value;
  if (typeof value !== 'object' || value === null) return value;
  const share = how.odd ? 0.12 : 0.15;
  const entries = Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
    const luck = how.kept.has(key) ? 1 : chance();
    if (luck < share) return [];
    if (luck < 2 * share) return [[key, null]];
    if (luck < 0.3 && how.odd) return [[key, how.odd(inner, chance)]];
    return [[key, perturbed(inner, chance, how, key)]];
  });
  return Object.fromEntries(chance() < 0.3 ? [...entries, ['keyOfTomorrow', { deep: [1, null] }]] : entries);
}

/** A fetch whose good JSON answers are changed on the way. */
export function through(change: (body: unknown, path: string) => unknown): typeof fetch {
  return async (input, init) => {
    const response = await globalThis.fetch(input, init);
    const type = response.headers.get('content-type') ?? '';
    if (!response.ok || !type.includes('application/json')) return response;
    const path = new URL(response.url).pathname;
    return Response.json(change(await response.json(), path), { status: response.status });
  };
}

/** Undefined for a failure that was told as one; anything else thrown is a fault of ours. */
export async function told<T>(what: Promise<T>): Promise<T | undefined> {
  try {
    return await what;
  } catch (error) {
    const stack = error instanceof Error ? error.stack : '';
    assert.ok(error instanceof PlatformError, `${String(error)}\n${stack}`);
    assert.ok(
      error.message !== '' && !error.message.startsWith('Unexpected failure'),
      `${error.message}\n${stack}`,
    );
    return undefined;
  }
}
