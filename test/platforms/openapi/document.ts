import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The parts of an OpenAPI 3.1 document that the checks walk; schemas stay plain JSON. */
export type Schema = Record<string, unknown>;

export interface Operation {
  readonly parameters?: readonly { name: string; in: string; required?: boolean; schema: Schema }[];
  readonly requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> };
  readonly responses: Record<string, { content?: Record<string, { schema?: Schema }> }>;
  readonly servers?: readonly { url: string }[];
}

export interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  components: { readonly schemas: Record<string, Schema> };
}

/**
 * The interface documents are not part of this repository. `SLIPWAY_SPECS` names their folder; without it, a
 * `specs` folder beside the repository or in a neighbouring folder is taken.
 */
export function findDocument(file: string): Document | undefined {
  const named = process.env['SLIPWAY_SPECS'];
  const folders = named === undefined ? neighbours() : [named];
  const found = folders.map((folder) => join(folder, file)).find((path) => existsSync(path));
  return found === undefined ? undefined : (JSON.parse(readFileSync(found, 'utf8')) as Document);
}

function neighbours(): string[] {
  try {
    // A bundle has no repository around it, and so no neighbours.
    const parent = dirname(join(import.meta.dirname, '..', '..', '..'));
    return [join(parent, 'specs'), ...readdirSync(parent).map((name) => join(parent, name, 'specs'))];
  } catch {
    return [];
  }
}

/** Applies `change` to every schema, innermost first. */
export function mapSchemas(node: unknown, change: (schema: Schema) => Schema): unknown {
  if (Array.isArray(node)) return node.map((item) => mapSchemas(item, change));
  if (typeof node !== 'object' || node === null) return node;
  const inner = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, key === 'enum' ? value : mapSchemas(value, change)]),
  );
  return change(inner);
}

/** The document marks nulls as OpenAPI 3.0 did; JSON Schema 2020 needs a type. */
export function allowNulls(schema: Schema): Schema {
  if (Array.isArray(schema['allOf']) && schema['allOf'].some(onlyNullable)) {
    const allOf = schema['allOf'].filter((part) => !onlyNullable(part));
    const { allOf: _, ...rest } = schema;
    return { anyOf: [{ ...rest, allOf }, { type: 'null' }] };
  }
  if (schema['nullable'] !== true || onlyNullable(schema)) return schema;
  const { nullable: _, ...rest } = schema;
  return { anyOf: [rest, { type: 'null' }] };
}

const onlyNullable = (part: unknown): boolean =>
  typeof part === 'object' && part !== null && 'nullable' in part && !('type' in part) && !('$ref' in part);

/** Objects that list their members take no others: that is how strict the platform is, and how we want to be. */
export function closed(schema: Schema): Schema {
  if (typeof schema['properties'] !== 'object' || 'additionalProperties' in schema) return schema;
  return { ...schema, unevaluatedProperties: false };
}
