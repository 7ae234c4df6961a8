import type { Call } from '../../kit/answers.ts';
import { rejection } from './errors.ts';

const sizeLimit = 2 * 1024 * 1024;

/**
 * Reads a JSON object as the server's typed decoder does: a wrong type or a missing field is a plain-text 422,
 * `null` is fine for optional values and refused for lists and flags, unknown keys are ignored, and remembered.
 */
export class Fields {
  readonly #values: Record<string, unknown>;
  readonly #at: string;
  readonly #read = new Set<string>();

  constructor(values: unknown, at = '') {
    if (typeof values !== 'object' || values === null || Array.isArray(values)) {
      throw mistyped(at || 'body', values, 'a struct');
    }
    this.#values = values as Record<string, unknown>;
    this.#at = at;
  }

  has(key: string): boolean {
    return this.#values[key] !== undefined;
  }

  text(key: string): string | undefined {
    return this.#optional(key, 'a string', (value) => typeof value === 'string') as string | undefined;
  }

  needText(key: string): string {
    if (!this.has(key)) throw missing(key, this.#values);
    const value = this.#take(key);
    if (typeof value !== 'string') throw mistyped(this.#place(key), value, 'a string');
    return value;
  }

  /** Unsigned, as every count is. */
  count(key: string): number | undefined {
    const whole = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;
    return this.#optional(key, 'u32', whole) as number | undefined;
  }

  number(key: string): number | undefined {
    return this.#optional(key, 'f32', (value) => typeof value === 'number') as number | undefined;
  }

  flag(key: string): boolean {
    const value = this.#take(key) ?? false;
    if (typeof value !== 'boolean' || this.#values[key] === null) {
      throw mistyped(this.#place(key), this.#values[key], 'a boolean');
    }
    return value;
  }

  optionalFlag(key: string): boolean | undefined {
    return this.#optional(key, 'a boolean', (value) => typeof value === 'boolean') as boolean | undefined;
  }

  texts(key: string): string[] {
    return this.#list(key, 'a string', (value) => typeof value === 'string') as string[];
  }

  numbers(key: string): number[] {
    return this.#list(key, 'f32', (value) => typeof value === 'number') as number[];
  }

  list(key: string): unknown[] {
    return this.#list(key, 'a value', () => true);
  }

  object(key: string): Fields | undefined {
    const value = this.#take(key) ?? undefined;
    return value === undefined ? undefined : new Fields(value, this.#place(key));
  }

  any(key: string): unknown {
    return this.#take(key);
  }

  /** Keys that nobody asked for: misspelt ones change nothing, silently. */
  unknown(): string[] {
    return Object.keys(this.#values)
      .filter((key) => !this.#read.has(key))
      .map((key) => this.#place(key));
  }

  #take(key: string): unknown {
    this.#read.add(key);
    return this.#values[key];
  }

  #place(key: string): string {
    return this.#at === '' ? key : `${this.#at}.${key}`;
  }

  #optional(key: string, wanted: string, fits: (value: unknown) => boolean): unknown {
    const value = this.#take(key) ?? undefined;
    if (value === undefined || fits(value)) return value;
    throw mistyped(this.#place(key), value, wanted);
  }

  #list(key: string, wanted: string, fits: (value: unknown) => boolean): unknown[] {
    const value = this.#take(key);
    if (value === undefined) return [];
    if (!Array.isArray(value)) throw mistyped(this.#place(key), value, 'a sequence');
    for (const item of value as unknown[]) if (!fits(item)) throw mistyped(this.#place(key), item, wanted);
    return value;
  }
}

/** The body as the framework's extractor lets it through. */
export function bodyOf(call: Call): Fields {
  if (!/^application\/(.+\+)?json\b/.test(call.headers['content-type'] ?? '')) {
    throw rejection(415, 'Expected request with `Content-Type: application/json`');
  }
  if (Number(call.headers['content-length'] ?? 0) > sizeLimit) {
    throw rejection(413, 'Failed to buffer the request body: length limit exceeded');
  }
  if (call.body === undefined) {
    throw rejection(
      400,
      'Failed to parse the request body as JSON: EOF while parsing a value at line 1 column 0',
    );
  }
  return new Fields(call.body);
}

function mistyped(place: string, value: unknown, wanted: string): Error {
  const shown = Array.isArray(value) ? 'sequence' : value === null ? 'null' : typeof value;
  const text = `${place}: invalid type: ${shown}, expected ${wanted} at line 1 column 1`;
  return rejection(422, `Failed to deserialize the JSON body into the target type: ${text}`);
}

export function missing(key: string, body: unknown): Error {
  const column = JSON.stringify(body).length;
  const text = `missing field \`${key}\` at line 1 column ${column}`;
  return rejection(422, `Failed to deserialize the JSON body into the target type: ${text}`);
}
