import type { InputField } from '../connector.ts';
import { isUri } from './schema.ts';
import type { Schema } from './schema.ts';
import { isRecord } from './units.ts';

type Kind = InputField['kind'];
type Item = NonNullable<InputField['item']>;

/** One property of a model's `Input` as a form field (Cog: docs/python.md, architecture/02-schema.md). */
export function toField(name: string, schema: Schema, required: boolean): InputField {
  const shape = narrowed(schema);
  const kind = kindOf(name, shape);
  const item = kind === 'list' ? itemOf(shape['items']) : undefined;
  const choices = kind === 'choice' ? choicesOf(shape) : undefined;
  const text = (key: string) =>
    typeof schema[key] === 'string' && schema[key] !== '' ? schema[key] : undefined;
  const number = (key: string) =>
    typeof shape[key] === 'number' && Number.isFinite(shape[key]) ? shape[key] : undefined;
  const pattern = typeof shape['pattern'] === 'string' ? shape['pattern'] : undefined;
  const value = schema['default'];
  return defined<InputField>({
    name,
    title: text('title') ?? name,
    description: text('description'),
    kind,
    // What may be null may be left out; the runtime refuses null itself.
    required: required && schema['nullable'] !== true && !hasNull(schema),
    default: kind === 'secret' || value === null ? undefined : value,
    min: number('minimum'),
    max: number('maximum'),
    minLength: number('minLength'),
    maxLength: number('maxLength'),
    pattern: pattern !== undefined && isPattern(pattern) ? pattern : undefined,
    choices,
    item,
    accept: text('x-cog-accept'),
    deprecated: schema['deprecated'] === true ? true : undefined,
  });
}

function kindOf(name: string, shape: Schema): Kind {
  if (isSecret(shape)) return 'secret';
  if (choicesOf(shape)) return 'choice';
  const { type } = shape;
  if (Array.isArray(shape['anyOf']) && shape['anyOf'].length > 0) return 'json';
  if (isUri(shape)) return 'file';
  switch (type) {
    case 'string':
      return multiline.test(name) ? 'multiline' : 'text';
    case 'integer':
    case 'number':
      return type;
    case 'boolean':
      return 'flag';
    case 'array':
      return 'list';
    default:
      return 'json';
  }
}

const multiline = /prompt|instruction|^text$|_text$|message|template/i;

export function isSecret(schema: Schema): boolean {
  return schema['x-cog-secret'] === true || schema['format'] === 'password';
}

function choicesOf(shape: Schema): (string | number)[] | undefined {
  const listed = shape['enum'];
  if (!Array.isArray(listed)) return undefined;
  const choices = listed.filter((each) => typeof each === 'string' || typeof each === 'number');
  return choices.length === 0 ? undefined : choices;
}

function itemOf(items: unknown): Item {
  // Some schemas carry an empty `anyOf` inside `items`, which means nothing.
  if (!isRecord(items) || (Array.isArray(items['anyOf']) && items['anyOf'].length > 0)) return 'json';
  if (isUri(items)) return 'file';
  const { type } = items;
  if (type === 'integer' || type === 'number') return type;
  return type === 'string' ? 'text' : 'json';
}

/** A union of one type and null is that type; of texts or of numbers only, what holds them all. */
function narrowed(schema: Schema): Schema {
  const union = schema['anyOf'];
  if (!Array.isArray(union)) return schema;
  const members = union.filter((each): each is Schema => isRecord(each) && each['type'] !== 'null');
  const { anyOf: _anyOf, ...rest } = schema;
  const [only] = members;
  if (!only) return rest;
  if (members.length === 1) return { ...only, ...rest };
  const types = new Set(members.map(({ type }) => type));
  const plain = members.every((each) => !('enum' in each) && !('format' in each));
  if (plain && types.size === 1 && types.has('string')) return { ...rest, type: 'string' };
  if (plain && [...types].every((type) => type === 'integer' || type === 'number'))
    return { ...rest, type: 'number' };
  return { ...rest, anyOf: members };
}

function hasNull(schema: Schema): boolean {
  const union = schema['anyOf'];
  return Array.isArray(union) && union.some((each) => isRecord(each) && each['type'] === 'null');
}

/** Written for another language: one that this one cannot read is left to the platform. */
function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}

function defined<T extends object>(values: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
