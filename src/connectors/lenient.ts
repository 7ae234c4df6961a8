import { t } from '@vscode/l10n';
import * as v from 'valibot';

/**
 * How bodies are read: unknown keys are ignored, unknown words are strings, and an optional value that is
 * null or of a wrong type counts as not sent. Only what nothing can be shown without is required.
 */
const absentIfOdd = <T extends v.GenericSchema>(schema: T) =>
  v.optional(
    v.pipe(
      v.fallback(v.nullish(schema), undefined),
      v.transform((value) => value ?? undefined),
    ),
  );

export const text = absentIfOdd(v.string());
export const flag = absentIfOdd(v.boolean());
export const number = absentIfOdd(v.pipe(v.number(), v.finite()));

const least0 = v.pipe(v.number(), v.finite(), v.minValue(0));

/** Of what cannot be less than nothing: replicas, tokens, seconds, prices. */
export const quantity = absentIfOdd(least0);

/** Tokens are reckoned in whole numbers: a fraction of one is no count. */
export const tokens = absentIfOdd(v.pipe(v.number(), v.safeInteger(), v.minValue(0)));

/** Proto JSON leaves zeros out: a missing count is 0. */
export const count = v.optional(v.fallback(least0, 0), 0);

/** Proto JSON writes 64-bit integers as strings. Text that is no whole number, the empty one too, is no 0. */
export const int64 = absentIfOdd(
  v.pipe(
    v.union([v.pipe(v.string(), v.regex(/^-?\d+$/)), v.number()]),
    v.transform((value) => Number(value)),
    v.safeInteger(),
  ),
);

/** RFC 3339 to ms since epoch. */
export const time = absentIfOdd(
  v.pipe(
    v.string(),
    v.transform((value) => Date.parse(value)),
    v.finite(),
  ),
);

export const maybe = absentIfOdd;

/** A list that may be left out when it is empty. What is in it must be readable: a row is never lost silently. */
export const list = <T extends v.GenericSchema>(item: T) =>
  v.optional(
    v.pipe(
      v.nullish(v.array(item)),
      v.transform((items) => items ?? []),
    ),
    null,
  );

/** A list of details: an odd one is left out, the others stay. */
export const details = <T extends v.GenericSchema>(item: T) =>
  v.optional(
    v.pipe(
      v.fallback(v.array(v.unknown()), []),
      v.transform((items) =>
        items.flatMap((each) => {
          const read = v.safeParse(item, each);
          return read.success ? [read.output] : [];
        }),
      ),
    ),
    [],
  );

/** What is odd about a body, for people: its place and its kind, nothing of what it says. */
export function oddity(issue: v.BaseIssue<unknown>): string {
  const place = (v.getDotPath(issue) ?? t('the body')).slice(0, 100);
  const { expected, received } = issue;
  if (expected === null) return t`${place} is none of what was asked for`;
  if (received === 'undefined') return t`${place} is missing`;
  const kind = received.startsWith('"') ? t('a text') : received.slice(0, 40);
  return t`${place} is ${kind} and not ${expected.slice(0, 60)}`;
}

/** An object that has at least one of its members. Without any it says nothing: it is no answer to what was asked. */
export function telling<const T extends v.ObjectEntries>(entries: T) {
  return v.pipe(
    v.unknown(),
    v.check(
      (value) =>
        typeof value === 'object' && value !== null && Object.keys(entries).some((key) => key in value),
    ),
    v.object(entries),
  );
}
