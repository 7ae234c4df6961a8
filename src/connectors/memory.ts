import type { Memory } from './context.ts';

/** In the map that is given, or forgotten when the process ends. */
export function processMemory(held = new Map<string, string>()): Memory {
  return {
    get: (key) => held.get(key),
    set: (key, value) => (value === undefined ? held.delete(key) : held.set(key, value)),
  };
}
