/**
 * Strict readers for JSON bodies of the protobuf-JSON kind: known keys in camelCase or snake_case, unknown
 * keys refused by name, `null` the same as absent. The result always has camelCase keys.
 */
export type Shape<T> = (value: unknown, at: string, refuse: Refuse) => T;

export interface Refuse {
  /** An unknown key. */
  unknown(key: string): never;
  /** Anything else; `why` is for the log. */
  invalid(why: string): never;
}

export const str: Shape<string> = (value, at, refuse) =>
  typeof value === 'string' ? value : refuse.invalid(`${at}: want a string`);

export const name: Shape<string> = (value, at, refuse) =>
  typeof value === 'string' && value !== '' ? value : refuse.invalid(`${at}: want a non-empty string`);

export const bool: Shape<boolean> = (value, at, refuse) =>
  typeof value === 'boolean' ? value : refuse.invalid(`${at}: want a boolean`);

export const num: Shape<number> = (value, at, refuse) =>
  typeof value === 'number' && Number.isFinite(value) ? value : refuse.invalid(`${at}: want a number`);

export const int: Shape<number> = (value, at, refuse) =>
  Number.isInteger(value) ? (value as number) : refuse.invalid(`${at}: want an integer`);

export const int64: Shape<string> = (value, at, refuse) =>
  typeof value === 'string' && /^-?\d{1,19}$/.test(value)
    ? value
    : refuse.invalid(`${at}: want an int64 string`);

/** google.protobuf.Duration in JSON. */
export const duration: Shape<string> = (value, at, refuse) =>
  typeof value === 'string' && /^-?(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,9})?s$/.test(value)
    ? value
    : refuse.invalid(`${at}: want a duration such as "300s"`);

export const oneOf =
  <const T extends string>(...words: readonly T[]): Shape<T> =>
  (value, at, refuse) =>
    words.find((word) => word === value) ?? refuse.invalid(`${at}: want one of ${words.join(', ')}`);

export const list =
  <T>(of: Shape<T>): Shape<T[]> =>
  (value, at, refuse) =>
    Array.isArray(value)
      ? value.map((item, index) => of(item, `${at}[${index}]`, refuse))
      : refuse.invalid(`${at}: want an array`);

type Fields = Record<string, Shape<unknown>>;
type Read<F extends Fields> = { [K in keyof F]?: F[K] extends Shape<infer T> ? T : never };

/** `required` keys are checked by the caller's type through `must`. */
export function obj<F extends Fields, R extends keyof F & string = never>(
  fields: F,
  ...required: R[]
): Shape<Omit<Read<F>, R> & Required<Pick<Read<F>, R>>> {
  return (value, at, refuse) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return refuse.invalid(`${at}: want an object`);
    }
    const read: Record<string, unknown> = {};
    for (const [key, given] of Object.entries(value) as [string, unknown][]) {
      const known = camel(key);
      const shape = Object.hasOwn(fields, known) ? fields[known] : undefined;
      if (!shape || (key !== known && key !== snake(known))) return refuse.unknown(key);
      if (given !== null) read[known] = shape(given, `${at}.${known}`, refuse);
    }
    for (const key of required) if (read[key] === undefined) return refuse.invalid(`${at}.${key}: missing`);
    return read as Omit<Read<F>, R> & Required<Pick<Read<F>, R>>;
  };
}

export function camel(key: string): string {
  return key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

export function snake(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
