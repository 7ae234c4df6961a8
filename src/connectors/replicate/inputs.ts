import { t } from '@vscode/l10n';
import type { InputField } from '../connector.ts';
import type { InvokeRequest } from '../inference.ts';
import type { Interface } from './form.ts';
import { parsedJson } from './units.ts';

/** What is sent as `input`: the form's values, in the types of the schema. Null is never sent, it is refused. */
export function inputOf(face: Interface | undefined, request: InvokeRequest): Record<string, unknown> {
  const given = Object.entries(request.inputs ?? {}).map(([name, value]): [string, unknown] => [
    name,
    // Without a schema the inputs were written as JSON: a text in it is meant as one.
    face
      ? coerced(
          face.fields.find((field) => field.name === name),
          value,
        )
      : value,
  ]);
  const input = Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== null));
  for (const [name, value] of prompted(face, request)) if (!(name in input)) input[name] = value;
  return input;
}

/** What the official JavaScript client sends as data URIs at most, in all (replicate-javascript: lib/util.js). */
const mostData = 10_000_000;

/** Why this cannot be sent: files inside a request have a limit, larger ones go by their address. */
export function tooMuchData(input: Record<string, unknown>): { name: string; message: string } | undefined {
  let total = 0;
  for (const [name, value] of Object.entries(input))
    for (const each of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (typeof each === 'string' && each.startsWith('data:')) total += each.length;
      if (total > mostData)
        return { name, message: t('The files are too large to be sent with the request: 10 MB in all.') };
    }
  return undefined;
}

function prompted(face: Interface | undefined, request: InvokeRequest): [string, unknown][] {
  const { prompt, system, maxTokens, temperature, topP } = request;
  // Without a schema a prompt can only be one by its usual name.
  if (!face) return prompt === '' ? [] : [['prompt', prompt]];
  const { roles } = face;
  const pairs: [string | undefined, unknown][] = [
    [roles.prompt, prompt],
    [roles.system, system === '' ? undefined : system],
    [roles.maxTokens, maxTokens],
    [roles.temperature, temperature],
    [roles.topP, topP],
  ];
  return pairs.flatMap(([name, value]) => (name === undefined || value === undefined ? [] : [[name, value]]));
}

/** A value as a person gave it, in the type of its field; undefined is left out. */
export function coerced(field: InputField | undefined, value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (!field) return typeof value === 'string' ? (parsedJson(value) ?? value) : value;
  switch (field.kind) {
    case 'integer':
    case 'number':
      return numeric(value);
    case 'flag':
      return flag(value);
    case 'choice':
      // Choices may be whole numbers, which a form gives back as text.
      return value === ''
        ? undefined
        : (field.choices?.find((choice) => String(choice) === plain(value)) ?? value);
    case 'list':
      return listed(field, value);
    case 'json':
      return typeof value === 'string' ? fromText(value) : value;
    case 'file':
    case 'secret':
      return value === '' ? undefined : value;
    default:
      return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  }
}

function numeric(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  if (text === '') return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : value;
}

function flag(value: unknown): unknown {
  if (value === '') return undefined;
  return value === 'true' ? true : value === 'false' ? false : value;
}

function listed({ item }: InputField, value: unknown): unknown {
  const given: unknown = typeof value === 'string' ? itemsOf(value) : value;
  if (!Array.isArray(given)) return given;
  const list = (given as unknown[]).map((each) => itemAs(item, each)).filter((each) => each !== undefined);
  return list.length === 0 ? undefined : list;
}

function itemAs(item: InputField['item'], value: unknown): unknown {
  if (value === null) return undefined;
  if (item === 'integer' || item === 'number') return numeric(value);
  return item === 'json' && typeof value === 'string' ? fromText(value) : value;
}

function itemsOf(text: string): unknown[] | undefined {
  const json = parsedJson(text);
  if (Array.isArray(json)) return json as unknown[];
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.length === 0 ? undefined : lines;
}

function fromText(text: string): unknown {
  if (text.trim() === '') return undefined;
  const json = parsedJson(text);
  return json === undefined ? text : (json ?? undefined);
}

const plain = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
