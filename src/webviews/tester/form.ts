/** The tester's form as typed, and the request that it means. Pure. */
import type { InvokeRequest } from '../protocol.ts';

export interface Form {
  prompt: string;
  system: string;
  /** Text, so that nothing typed is lost; empty = the platform's default. */
  maxTokens: string;
  /** Null = the platform's default. */
  temperature: number | null;
  topP: number | null;
  stream: boolean;
  adapter: string;
}

export const emptyForm: Form = {
  prompt: '',
  system: '',
  maxTokens: '',
  temperature: null,
  topP: null,
  stream: true,
  adapter: '',
};

export function formOf(request: Partial<InvokeRequest>): Form {
  return {
    prompt: request.prompt ?? '',
    system: request.system ?? '',
    maxTokens: request.maxTokens === undefined ? '' : String(request.maxTokens),
    temperature: request.temperature ?? null,
    topP: request.topP ?? null,
    stream: request.stream ?? true,
    adapter: request.adapter ?? '',
  };
}

export function maxTokensProblem(text: string): string | undefined {
  const trimmed = text.trim();
  return trimmed === '' || /^[1-9]\d{0,6}$/.test(trimmed)
    ? undefined
    : 'Must be a whole number from 1 to 9,999,999.';
}

/** Undefined while the form cannot be sent. */
export function requestOf(form: Form): InvokeRequest | undefined {
  if (form.prompt.trim() === '' || maxTokensProblem(form.maxTokens) !== undefined) return undefined;
  return {
    prompt: form.prompt,
    stream: form.stream,
    ...(form.system.trim() === '' ? {} : { system: form.system }),
    ...(form.maxTokens.trim() === '' ? {} : { maxTokens: Number(form.maxTokens) }),
    ...(form.temperature === null ? {} : { temperature: form.temperature }),
    ...(form.topP === null ? {} : { topP: form.topP }),
    ...(form.adapter === '' ? {} : { adapter: form.adapter }),
  };
}
