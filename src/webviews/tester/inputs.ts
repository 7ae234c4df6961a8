/** A model's own inputs: as typed, as sent, and back. Pure. */
import { t } from '@vscode/l10n';
import type { InputField } from '../protocol.ts';
import { jsonProblem } from './json.ts';
import { fileProblem, numberOf, textProblem } from './limits.ts';

/** As typed; a name that is not there is left out of the request. */
export type Typed = string | boolean | string[];
export type TypedInputs = Record<string, Typed>;

/** Neither a value nor a problem: it is left out. */
interface Read {
  value?: unknown;
  problem?: string;
}

const missing: Read = { problem: t('Needs a value.') };

export function readInput(field: InputField, typed: Typed | undefined): Read {
  if (typed === undefined) return untouched(field);
  if (typeof typed === 'boolean') return { value: typed };
  if (Array.isArray(typed)) return readList(field, typed);
  if (isText(field.kind)) {
    // Emptied on purpose, where the model would otherwise take words of its author.
    if (typed === '' && !(typeof field.default === 'string' && field.default !== '' && !field.required))
      return field.required ? missing : {};
    const problem = field.kind === 'secret' ? undefined : textProblem(typed, field);
    return problem === undefined ? { value: typed } : { problem };
  }
  const text = field.kind === 'choice' ? typed : typed.trim();
  if (text === '') return untouched(field);
  return readOne(field.kind, text, field);
}

function untouched(field: InputField): Read {
  if (!field.required) return {};
  if (field.default !== undefined) return { value: field.default };
  return field.kind === 'flag' ? { value: false } : missing;
}

const isText = (kind: InputField['kind']): boolean =>
  kind === 'text' || kind === 'multiline' || kind === 'secret';

function readOne(kind: InputField['kind'], text: string, field: InputField): Read {
  switch (kind) {
    case 'integer':
    case 'number': {
      const read = numberOf(text, { kind, min: field.min, max: field.max });
      return typeof read === 'string' ? { problem: read } : { value: read };
    }
    case 'choice': {
      const value = field.choices?.find((choice) => String(choice) === text);
      return value === undefined ? { problem: t('Choose one of the list.') } : { value };
    }
    case 'file': {
      const problem = fileProblem(text);
      return problem === undefined ? { value: text } : { problem };
    }
    case 'json':
      return readJson(text);
    default:
      return { value: text };
  }
}

function readJson(text: string): Read {
  const problem = jsonProblem(text);
  if (problem !== undefined) return { problem: problem.message };
  const value = JSON.parse(text) as unknown;
  // Models take "not there" for nothing; an explicit null is refused.
  return value === null ? { problem: t('null cannot be sent: leave it out instead.') } : { value };
}

function readList(field: InputField, rows: readonly string[]): Read {
  const { item = 'text', required } = field;
  const filled = rows.filter((row) => row.trim() !== '');
  if (filled.length === 0) {
    if (required) return missing;
    return Array.isArray(field.default) && field.default.length > 0 ? { value: [] } : {};
  }
  const limits: InputField = { ...field, kind: item };
  const values: unknown[] = [];
  for (const [index, row] of filled.entries()) {
    const { value, problem } = item === 'text' ? { value: row } : readOne(item, row.trim(), limits);
    if (problem !== undefined) return { problem: t`Item ${String(index + 1)}: ${problem}` };
    values.push(value);
  }
  return { value: values };
}

/** A value that came from outside (an example, an earlier test) as it would have been typed. */
export function typedOf(field: InputField, value: unknown): Typed | undefined {
  if (value === undefined || value === null || field.kind === 'secret') return undefined;
  switch (field.kind) {
    case 'flag':
      return typeof value === 'boolean' ? value : undefined;
    case 'list':
      return Array.isArray(value) ? value.map((one) => textOf(one)) : undefined;
    case 'json':
      return JSON.stringify(value, undefined, 2);
    default:
      return textOf(value);
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

export function typedInputs(fields: readonly InputField[], values: Record<string, unknown>): TypedInputs {
  const entries = fields.flatMap((field) => {
    const typed = Object.hasOwn(values, field.name) ? typedOf(field, values[field.name]) : undefined;
    return typed === undefined ? [] : [[field.name, typed] as const];
  });
  return Object.fromEntries(entries);
}

export function readInputs(
  fields: readonly InputField[],
  typed: TypedInputs,
): { values: Record<string, unknown>; problems: Record<string, string> } {
  const values: [string, unknown][] = [];
  const problems: [string, string][] = [];
  for (const field of fields) {
    const { value, problem } = readInput(
      field,
      Object.hasOwn(typed, field.name) ? typed[field.name] : undefined,
    );
    if (problem !== undefined) problems.push([field.name, problem]);
    else if (value !== undefined) values.push([field.name, value]);
  }
  return { values: Object.fromEntries(values), problems: Object.fromEntries(problems) };
}

/** Inputs whose schema nobody knows: any object. */
export function readRaw(text: string): { values?: Record<string, unknown>; problem?: string } {
  if (text.trim() === '') return { problem: t('Needs a JSON object, if only an empty one: {}') };
  const problem = jsonProblem(text);
  if (problem !== undefined) return { problem: problem.message };
  const value = JSON.parse(text) as unknown;
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { values: value as Record<string, unknown> }
    : { problem: t('Must be an object: {"name": value, …}') };
}
