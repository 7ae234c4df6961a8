import * as v from 'valibot';
import type { Memory } from '../connector.ts';
import { parsedJson } from './units.ts';

/**
 * One kind of remembered fact per deployment or account, as JSON. What cannot be read any more counts as
 * forgotten. Parsed once per text: a list of a thousand deployments is read every few seconds.
 */
export class Notebook<T> {
  readonly #memory: Memory;
  readonly #kind: string;
  readonly #schema: v.GenericSchema<unknown, T>;
  readonly #parsed = new Map<string, { text: string; value: T | undefined }>();

  constructor(memory: Memory, kind: string, schema: v.GenericSchema<unknown, T>) {
    this.#memory = memory;
    this.#kind = kind;
    this.#schema = schema;
  }

  get(key: string): T | undefined {
    const text = this.#memory.get(this.#name(key));
    if (text === undefined) return undefined;
    const before = this.#parsed.get(key);
    if (before?.text === text) return before.value;
    const read = v.safeParse(this.#schema, parsedJson(text));
    const value = read.success ? read.output : undefined;
    this.#parsed.set(key, { text, value });
    return value;
  }

  set(key: string, value: T | undefined): void {
    if (value === undefined) this.#parsed.delete(key);
    const text = value === undefined ? undefined : JSON.stringify(value);
    if (text === this.#memory.get(this.#name(key))) return;
    this.#memory.set(this.#name(key), text);
  }

  #name(key: string): string {
    return `replicate.${this.#kind}.${key}`;
  }
}
