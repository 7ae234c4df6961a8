import { rulesFor } from './redact-rules.ts';
import type { Rule } from './redact-rules.ts';

export type Redact = (text: string) => string;

/** With what it goes by, for texts that come in pieces (redact-stream.ts). */
export interface Redactor extends Redact {
  readonly rules: readonly Rule[];
}

/**
 * The one point where text from outside loses its secrets, before it becomes an error, a log line or
 * something kept. Replaces the account's own secrets, however a platform may write them, and whatever
 * looks like a credential.
 */
export function redactor(secrets: Iterable<string>): Redactor {
  const rules = rulesFor(secrets);
  const shortest = Math.min(...rules.map((rule) => rule.shortest));
  // Nearly every text is told by one look to have nothing in it.
  const suspect = new RegExp(rules.map(({ hint }) => hint).join('|'));
  const redact = (text: string): string =>
    text.length < shortest || !suspect.test(text)
      ? text
      : rules.reduce((clean, { search, mask }) => clean.replace(search, mask), text);
  return Object.assign(redact, { rules });
}

/** Longest piece of somebody else’s text in an error. */
const longestExcerpt = 300;

/**
 * Words of a platform for an error: clean, and short enough to be read. Cleaned first, because half a key is not
 * known as one.
 */
export function excerpt(text: string, redact: Redact, most = longestExcerpt): string {
  const clean = redact(text).trim();
  return clean.length > most ? `${clean.slice(0, most).trimEnd()}…` : clean;
}

/** The same for parsed values: texts and keys are cleaned, the shape stays; what holds no secret stays the same object. */
export function redactValue(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? redactItems(value, redact) : redactMembers(value, redact);
}

// A fleet has millions of values, nearly all without a secret: nothing is made anew before one is found.

function redactItems(value: readonly unknown[], redact: Redact): unknown {
  let clean: unknown[] | undefined;
  for (const [at, item] of value.entries()) {
    const cleanItem = redactValue(item, redact);
    if (!Object.is(cleanItem, item)) (clean ??= [...value])[at] = cleanItem;
  }
  return clean ?? value;
}

function redactMembers(value: object, redact: Redact): unknown {
  const names = Object.keys(value);
  const members = value as Record<string, unknown>;
  let clean: [string, unknown][] | undefined;
  for (const [at, name] of names.entries()) {
    const item = members[name];
    const cleanName = redact(name);
    const cleanItem = redactValue(item, redact);
    if (cleanName !== name || !Object.is(cleanItem, item))
      clean ??= names.slice(0, at).map((before) => [before, members[before]]);
    clean?.push([cleanName, cleanItem]);
  }
  return clean ? Object.fromEntries(clean) : value;
}
