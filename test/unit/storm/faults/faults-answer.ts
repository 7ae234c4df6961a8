import type { Fault } from '../../../platforms/kit/faults.ts';
import type { FaultKind } from './faults.ts';

const said = (text: string, type?: string): Pick<FaultKind, 'sim'> => ({
  sim: (): Fault => ({ kind: 'answerWith', text, ...(type === undefined ? {} : { type }), status: 200 }),
});
const page =
  '<!DOCTYPE html><html><head><title>Sign in</title></head><body><form>Your password</form></body></html>';

const hours = 3_600_000;
/** A hundred times what any answer has. */
const huge = 100 * 2 ** 20;

const tomorrow = (value: unknown, key?: string): unknown => {
  if (Array.isArray(value)) return value.map((item) => tomorrow(item, key));
  if (typeof value === 'string')
    return key !== undefined && /^(status|state|phase|kind|type|object|finish_reason)$/i.test(key)
      ? 'WORD_OF_TOMORROW'
      : value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, tomorrow(inner, name)]));
};

/** Lists stay lists and ids ids: everything that a platform may leave out of what is in them is left out. */
const bare = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]): [string, unknown][] =>
      typeof inner === 'object' || /^(id|.*_?id|uuid|name|owner|.*name|.*Id)$/.test(name)
        ? [[name, bare(inner)]]
        : [],
    ),
  );
};

/** What comes with a good status and is not what was asked for. */
export const brokenAnswers: FaultKind[] = [
  { name: 'malformed JSON', family: 'nonsense', ...said('{"data":}') },
  {
    name: 'JSON that ends too early',
    family: 'nonsense',
    sim: () => ({ kind: 'malformedJson' }),
    grpc: () => ({ kind: 'malformedJson' }),
    answers: 'whole',
  },
  { name: 'a page with 200', family: 'nonsense', ...said(page, 'text/html; charset=utf-8') },
  { name: 'a page that says it is JSON', family: 'nonsense', ...said(page) },
  {
    name: 'JSON as text',
    family: 'harmless',
    sim: () => ({ kind: 'headers', headers: { 'content-type': 'text/plain; charset=utf-8' } }),
    answers: 'whole',
  },
  { name: 'no body', family: 'nonsense', ...said('') },
  { name: 'null', family: 'other type', ...said('null') },
  { name: 'a list for an object', family: 'other type', ...said('[1,null,{}]') },
  { name: 'an object for a list', family: 'other type', ...said('{"data":{},"results":{},"objects":{}}') },
  { name: 'a text', family: 'other type', ...said('"fine"') },
  { name: 'an empty object', family: 'other type', ...said('{}') },
  { name: 'words of tomorrow', family: 'strange', rewrite: (body) => tomorrow(body) },
  { name: 'fields that are missing', family: 'strange', rewrite: (body) => bare(body) },
  { name: 'an answer of 100 MB', family: 'flood', sim: () => ({ kind: 'flood', bytes: huge }) },
  { name: 'an answer without end', family: 'flood', sim: () => ({ kind: 'flood' }) },
  { name: 'a clock that is ahead', family: 'harmless', sim: () => ({ kind: 'skew', ms: 5 * hours }) },
  { name: 'a clock that is behind', family: 'harmless', sim: () => ({ kind: 'skew', ms: -7 * hours }) },
];
