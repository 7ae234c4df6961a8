import type { Call } from '../kit/answers.ts';
import { camel, type Refuse, type Shape, snake } from '../kit/shapes.ts';
import { badRequest, notFound, refusal, unknownField, words } from './errors.ts';
import { account } from './world.ts';

const refuse: Refuse = {
  unknown: (key) => {
    throw unknownField(key);
  },
  invalid: (why) => {
    throw badRequest(why);
  },
};

/** The body by its shape; v2 refuses every key it does not know. */
export function bodyOf<T>(call: Call, shape: Shape<T>): T {
  return shape(call.body ?? {}, 'body', refuse);
}

/** The query with camelCase keys; unknown keys are refused, as in the body. */
export function queryOf<const K extends string>(call: Call, ...known: K[]): { [P in K]?: string } {
  const read: { [P in K]?: string } = {};
  for (const [key, value] of call.query) {
    const name = known.find(
      (candidate) => candidate === camel(key) && (key === candidate || key === snake(candidate)),
    );
    if (!name) throw unknownField(key);
    read[name] = value;
  }
  return read;
}

/** For operations that take no query at all. */
export function noQuery(call: Call): void {
  queryOf(call);
}

export function booleanOf(value: string | undefined): boolean {
  if (value === undefined || value === 'false') return false;
  if (value === 'true') return true;
  throw badRequest(`want true or false, got ${value}`);
}

/** A key sees its own project only. */
export function ownProject(call: Call): string {
  if (call.params['p'] !== account.project_id) throw notFound(`foreign project ${call.params['p'] ?? ''}`);
  return account.project_id;
}

/**
 * What a PATCH changes: the masked fields, or without a mask the populated ones. An empty list counts as
 * not populated, which is why clearing a split needs the mask.
 */
export function maskedFields(
  body: object,
  mask: string | undefined,
  allowed: readonly string[],
): Set<string> {
  if (mask !== undefined && mask !== '') {
    const paths = mask.split(',').map((path) => camel(path.trim()));
    for (const path of paths) {
      if (!allowed.includes(path.split('.')[0]!)) throw badRequest(`updateMask names ${path}`);
    }
    return new Set(paths.map((path) => path.split('.')[0]!));
  }
  const set = Object.entries(body as Record<string, unknown>)
    .filter(([key, value]) => allowed.includes(key) && !(Array.isArray(value) && value.length === 0))
    .map(([key]) => key);
  if (set.length === 0) throw refusal(400, words.noFields);
  return new Set(set);
}
