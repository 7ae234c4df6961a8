/** The tester's form as typed, and the request that it means. Pure. */
import { t } from '@vscode/l10n';
import type { InvokeRequest, PromptSetting, TestForm } from '../protocol.ts';
import { baseModel, namedIn, pickOfRequest, pickProblem, type AdapterPick } from './adapters.ts';
import { readInputs, readRaw, typedInputs, type TypedInputs } from './inputs.ts';
import { secretNames } from './secrets.ts';

export interface Form {
  prompt: string;
  system: string;
  /** Text, so that nothing typed is lost; empty = the platform's default. */
  maxTokens: string;
  /** Null = the platform's default. */
  temperature: number | null;
  topP: number | null;
  stream: boolean;
  /** Empty = the usual way. */
  mode: string;
  adapter: AdapterPick;
  inputs: TypedInputs;
  /** Inputs as one JSON object, where nobody knows what the model takes. */
  raw: string;
}

export const emptyForm: Form = {
  prompt: '',
  system: '',
  maxTokens: '',
  temperature: null,
  topP: null,
  stream: true,
  mode: '',
  adapter: baseModel,
  inputs: {},
  raw: '',
};

/** An earlier request, typed again: as far as the form takes it now. */
export function formOf(request: Partial<InvokeRequest>, of: TestForm): Form {
  const { inputs = {}, mode = '' } = request;
  return {
    prompt: request.prompt ?? '',
    system: request.system ?? '',
    maxTokens: request.maxTokens === undefined ? '' : String(request.maxTokens),
    temperature: request.temperature ?? null,
    topP: request.topP ?? null,
    stream: request.stream ?? true,
    mode: of.modes?.some(({ id }) => id === mode) === true ? mode : '',
    adapter: pickOfRequest(request, of.adapters),
    inputs: typedInputs(of.inputs, inputs),
    raw: of.rawInputs === true && request.inputs !== undefined ? JSON.stringify(inputs, undefined, 2) : '',
  };
}

export function maxTokensProblem(text: string): string | undefined {
  const trimmed = text.trim();
  return trimmed === '' || /^[1-9]\d{0,6}$/.test(trimmed)
    ? undefined
    : t('Must be a whole number from 1 to 9,999,999.');
}

export interface ReadForm {
  /** Undefined while the form cannot be sent. */
  request?: InvokeRequest;
  /** Why not, in a sentence. */
  missing?: string;
  /** By the name of the input. */
  problems: Record<string, string>;
}

export function readForm(form: Form, of: TestForm): ReadForm {
  const { values, problems } = ownInputs(form, of);
  const missing = whatIsMissing(form, of, problems);
  if (missing !== undefined) return { missing, problems };
  const sent = of.prompt === undefined || Object.keys(values).length > 0 ? { inputs: values } : {};
  return { request: { ...promptOf(form, of), ...choicesOf(form, of), ...sent }, problems };
}

function ownInputs(form: Form, of: TestForm): ReturnType<typeof readInputs> {
  if (of.rawInputs !== true) return readInputs(of.inputs, form.inputs);
  const { values = {}, problem } = readRaw(form.raw);
  return { values, problems: problem === undefined ? {} : { [rawName]: problem } };
}

function whatIsMissing(form: Form, of: TestForm, problems: Record<string, string>): string | undefined {
  if (of.prompt !== undefined && form.prompt.trim() === '') return t('Write a prompt first.');
  const [name] = Object.keys(problems);
  if (name !== undefined) return firstToDo(name, form, of);
  if (takes(of, 'maxTokens') && maxTokensProblem(form.maxTokens) !== undefined) return correctFirst;
  return of.adapters === undefined ? undefined : pickProblem(form.adapter);
}

/** What was not touched is not marked as wrong: so it is named. */
function firstToDo(name: string, form: Form, { inputs }: TestForm): string {
  if (name === rawName) return form.raw.trim() === '' ? t('Write the inputs first.') : correctFirst;
  const field = inputs.find((one) => one.name === name);
  return field === undefined || Object.hasOwn(form.inputs, name)
    ? correctFirst
    : t`Fill in “${field.title}” first.`;
}

/** Where the problem of the raw inputs stands: no input of a model has this name. */
export const rawName = '';
const correctFirst = t('Correct the marked settings first.');

export const takes = ({ prompt }: TestForm, setting: PromptSetting): boolean =>
  prompt?.settings.includes(setting) === true;

function promptOf(form: Form, of: TestForm): InvokeRequest {
  if (of.prompt === undefined) return { prompt: '', stream: false };
  const { system, maxTokens, temperature, topP } = form;
  return {
    prompt: form.prompt,
    stream: takes(of, 'stream') && form.stream,
    ...(takes(of, 'system') && system.trim() !== '' ? { system } : {}),
    ...(takes(of, 'maxTokens') && maxTokens.trim() !== '' ? { maxTokens: Number(maxTokens) } : {}),
    ...(takes(of, 'temperature') && temperature !== null ? { temperature } : {}),
    ...(takes(of, 'topP') && topP !== null ? { topP } : {}),
  };
}

function choicesOf({ adapter, mode }: Form, of: TestForm): Partial<InvokeRequest> {
  const known = of.modes?.some(({ id }) => id === mode) === true;
  return { ...(of.adapters === undefined ? {} : namedIn(adapter)), ...(known ? { mode } : {}) };
}

/** How models name what the plain form has a place for. */
const promptNames: readonly [RegExp, PromptSetting | 'prompt'][] = [
  [/^prompt$/, 'prompt'],
  [/^system(_prompt)?$/, 'system'],
  [/^max(_new)?_tokens$/, 'maxTokens'],
  [/^temperature$/, 'temperature'],
  [/^top_p$/, 'topP'],
];

/** The author's example in place of what was typed; the adapter and the way to ask stay. */
export function withExample(form: Form, of: TestForm): Form {
  const { example = {} } = of;
  const filled: Form = {
    ...form,
    inputs: { ...secretsOf(form, of), ...typedInputs(of.inputs, example) },
    raw: of.rawInputs === true ? JSON.stringify(example, undefined, 2) : form.raw,
  };
  if (of.prompt === undefined) return filled;
  for (const [name, value] of Object.entries(example)) {
    const [, place] = promptNames.find(([pattern]) => pattern.test(name)) ?? [];
    if (place === undefined || of.inputs.some((field) => field.name === name)) continue;
    if ((place === 'prompt' || place === 'system') && typeof value === 'string') filled[place] = value;
    if (place === 'maxTokens' && typeof value === 'number') filled.maxTokens = String(value);
    if ((place === 'temperature' || place === 'topP') && typeof value === 'number') filled[place] = value;
  }
  return filled;
}

function secretsOf({ inputs }: Form, of: TestForm): TypedInputs {
  const secret = secretNames(of);
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => secret.has(name)));
}

/** Longer than this is a file that was chosen, not something typed. */
const longestKept = 20_000;

/** What a page keeps over a reload: no secret, and no file's contents. */
export function keepable(form: Form, of: TestForm): Form {
  const secret = secretNames(of);
  const inputs = Object.entries(form.inputs).filter(
    ([name, typed]) => !secret.has(name) && JSON.stringify(typed).length <= longestKept,
  );
  return { ...form, inputs: Object.fromEntries(inputs) };
}
