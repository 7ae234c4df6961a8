import { type InvalidField, invalidFields } from '../errors.ts';
import type { Json, Version } from '../types.ts';

type Named = Record<string, Json>;

const schemasOf = (version: Version): Named =>
  ((version.schema?.['components'] as Json | undefined)?.['schemas'] ?? {}) as Named;

const propertiesOf = (version: Version): Named =>
  (schemasOf(version)['Input']?.['properties'] ?? {}) as Named;

export const secretNames = (version: Version): Set<string> =>
  new Set(
    Object.entries(propertiesOf(version)).flatMap(([name, property]) =>
      property['x-cog-secret'] === true ? [name] : [],
    ),
  );

/** Refuses what the version's `Input` schema does not allow, naming every member at once. */
export function checkInput(version: Version, input: Json): void {
  const schemas = schemasOf(version);
  const required = (schemas['Input']?.['required'] ?? []) as string[];
  const properties = propertiesOf(version);
  const problems: InvalidField[] = [];
  for (const name of required) {
    // A nullable member may be left out although it is listed as required.
    if (name in input || properties[name]?.['nullable'] === true) continue;
    problems.push({ type: 'required', field: 'input', description: `${name} is required` });
  }
  for (const [name, value] of Object.entries(input)) {
    const property = properties[name];
    if (!property) continue;
    const problem = problemOf(resolved(property, schemas), value);
    if (problem) problems.push({ ...problem, field: `input.${name}` });
  }
  if (problems.length > 0) throw invalidFields(problems);
}

/** `allOf` with one reference is how Cog writes a choice. */
function resolved(property: Json, schemas: Named): Json {
  const parts = Array.isArray(property['allOf']) ? (property['allOf'] as { $ref: string }[]) : [];
  const named = parts.map(({ $ref }) => schemas[$ref.replace('#/components/schemas/', '')] ?? {});
  return Object.assign({}, ...named, property) as Json;
}

type Problem = Omit<InvalidField, 'field'>;

function problemOf(schema: Json, value: unknown): Problem | undefined {
  const options = Array.isArray(schema['anyOf']) ? (schema['anyOf'] as Json[]) : [];
  if (options.length > 0) {
    const fits = options.some((option) => !problemOf(option, value));
    return fits
      ? undefined
      : { type: 'number_any_of', description: 'Must validate at least one schema (anyOf)' };
  }
  const { type } = schema;
  if (typeof type === 'string' && !isOf(type, value)) {
    return { type: 'invalid_type', description: `Invalid type. Expected: ${type}, given: ${nameOf(value)}` };
  }
  if (Array.isArray(schema['enum']) && !schema['enum'].includes(value)) {
    const words = schema['enum'].map((word) => JSON.stringify(word)).join(', ');
    return { type: 'enum', description: `Must be one of the following: ${words}` };
  }
  if (typeof value === 'number') return numberProblem(schema, value);
  if (typeof value === 'string') return stringProblem(schema, value);
  if (Array.isArray(value))
    return value.map((item) => problemOf((schema['items'] ?? {}) as Json, item)).find(Boolean);
  return undefined;
}

function numberProblem({ minimum, maximum }: Json, value: number): Problem | undefined {
  if (typeof minimum === 'number' && value < minimum) {
    return { type: 'number_gte', description: `Must be greater than or equal to ${minimum}` };
  }
  if (typeof maximum === 'number' && value > maximum) {
    return { type: 'number_lte', description: `Must be less than or equal to ${maximum}` };
  }
  return undefined;
}

function stringProblem({ minLength, maxLength, pattern, format }: Json, value: string): Problem | undefined {
  if (typeof minLength === 'number' && value.length < minLength) {
    return { type: 'string_gte', description: `String length must be greater than or equal to ${minLength}` };
  }
  if (typeof maxLength === 'number' && value.length > maxLength) {
    return { type: 'string_lte', description: `String length must be less than or equal to ${maxLength}` };
  }
  if (typeof pattern === 'string' && !new RegExp(pattern).test(value)) {
    return { type: 'pattern', description: `Does not match pattern '${pattern}'` };
  }
  if (format === 'uri' && !/^(https?:\/\/|data:)\S+$/.test(value)) {
    return { type: 'format', description: "Does not match format 'uri'" };
  }
  return undefined;
}

function isOf(type: string, value: unknown): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return type === 'array' ? Array.isArray(value) : typeof value === type;
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;
}
