import { isRecord } from './units.ts';

export type Schema = Record<string, unknown>;

/** The two parts of a version's own OpenAPI document that matter here; undefined where it has none. */
export interface VersionSchema {
  /** Property by name, with references resolved, in the author's order. */
  inputs: [string, Schema][];
  required: ReadonlySet<string>;
  output: Schema;
}

export function versionSchema(document: Record<string, unknown> | undefined): VersionSchema | undefined {
  const components = document?.['components'];
  const schemas = isRecord(components) ? components['schemas'] : undefined;
  if (!isRecord(schemas)) return undefined;
  const input = schemas['Input'];
  if (!isRecord(input)) return undefined;
  const properties = isRecord(input['properties']) ? input['properties'] : {};
  const required = input['required'];
  return {
    inputs: Object.entries(properties)
      .map(([name, schema]): [string, Schema] => [name, resolved(schema, schemas)])
      .sort(([, a], [, b]) => orderOf(a) - orderOf(b)),
    required: new Set(Array.isArray(required) ? required.filter((name) => typeof name === 'string') : []),
    output: resolved(schemas['Output'], schemas),
  };
}

/**
 * Cog writes an enumeration as `allOf` with one reference beside `default` and `x-order`; pages show it inlined.
 * Both come out as one object, what stands nearer going first.
 */
export function resolved(schema: unknown, schemas: Schema, depth = 0): Schema {
  if (!isRecord(schema) || depth > 8) return {};
  const { $ref: reference, allOf, ...near } = schema;
  const parts: unknown[] = Array.isArray(allOf) ? allOf : [];
  const target =
    typeof reference === 'string' ? schemas[reference.slice(reference.lastIndexOf('/') + 1)] : undefined;
  const far = [target, ...parts].map((part) => resolved(part, schemas, depth + 1));
  const whole: Schema = Object.assign({}, ...far, near) as Schema;
  const union = whole['anyOf'];
  if (Array.isArray(union)) whole['anyOf'] = union.map((each) => resolved(each, schemas, depth + 1));
  if (isRecord(whole['items'])) whole['items'] = resolved(whole['items'], schemas, depth + 1);
  return whole;
}

function orderOf(schema: Schema): number {
  const order = schema['x-order'];
  return typeof order === 'number' && Number.isFinite(order) ? order : Number.MAX_SAFE_INTEGER;
}

export const isUri = (schema: unknown): boolean => isRecord(schema) && schema['format'] === 'uri';

export type OutputKind = 'text' | 'growing' | 'files' | 'other';

/** `text`: pieces that are one text together. Whether a run streams says nothing about that. */
export function outputKind(output: Schema | undefined): OutputKind | undefined {
  if (!output || Object.keys(output).length === 0) return undefined;
  const { type, items } = output;
  if (type === 'array') {
    if (isUri(items)) return 'files';
    if (output['x-cog-array-type'] !== 'iterator') return 'other';
    return output['x-cog-array-display'] === 'concatenate' ? 'text' : 'growing';
  }
  return isUri(output) ? 'files' : 'other';
}
