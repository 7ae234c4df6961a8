import * as v from 'valibot';
import type { ErrorData } from '../connectors/errors.ts';

/** What crosses between the two ends of an Rpc. Anything that is not one of these is dropped. */

const id = v.pipe(v.string(), v.minLength(1));
const name = v.pipe(v.string(), v.minLength(1));

const errorData = v.custom<ErrorData>((value) => {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'code' in value &&
    typeof value.code === 'string' &&
    'message' in value &&
    typeof value.message === 'string'
  );
});

const envelope = v.variant('kind', [
  v.object({ kind: v.literal('call'), session: id, id, name, input: v.optional(v.unknown()) }),
  v.object({ kind: v.literal('cancel'), id }),
  v.object({ kind: v.literal('ok'), id, value: v.optional(v.unknown()) }),
  v.object({ kind: v.literal('error'), id, error: errorData }),
  v.object({ kind: v.literal('offer'), name, value: v.optional(v.unknown()) }),
  v.object({ kind: v.literal('event'), name, payload: v.optional(v.unknown()) }),
  v.object({ kind: v.literal('ping') }),
  v.object({ kind: v.literal('pong') }),
]);

export type Envelope = v.InferOutput<typeof envelope>;

export function parseEnvelope(message: unknown): Envelope | undefined {
  const result = v.safeParse(envelope, message);
  return result.success ? result.output : undefined;
}
