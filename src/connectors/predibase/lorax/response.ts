import { t } from '@vscode/l10n';
import type { TokenUsage } from '../../inference.ts';
import type { AskedAdapter } from './adapter.ts';
import { isObject } from './wire.ts';

/**
 * What LoRAX says beside the answer. The queue time holds the loading of a cold adapter. Times per token are left
 * out: they are whole milliseconds, so that a fast GPU reports 0 (router/src/server.rs).
 */
const told = [
  'x-model-id',
  'x-adapter-id',
  'x-adapter-source',
  'x-total-time',
  'x-queue-time',
  'x-inference-time',
  'x-prompt-tokens',
  'x-generated-tokens',
] as const;

/** In one piece only; a stream ends with its counts, or has none. */
export function usageFromHeaders(headers: Headers): TokenUsage | undefined {
  const input = countOf(headers.get('x-prompt-tokens'));
  const output = countOf(headers.get('x-generated-tokens'));
  if (input === undefined && output === undefined) return undefined;
  return { ...(input === undefined ? {} : { input }), ...(output === undefined ? {} : { output }) };
}

/** The answer as it came, with the headers that explain it and a warning when the adapter was not used. */
export function shownResponse(
  body: unknown,
  headers: Headers,
  adapter: AskedAdapter | undefined,
): Record<string, unknown> {
  const warning = adapterWarning(headers, adapter);
  const beside = told.flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return {
    ...(warning === undefined ? {} : { warning }),
    ...(isObject(body) ? body : { answer: body }),
    ...(beside.length === 0 ? {} : { headers: Object.fromEntries(beside) }),
  };
}

/**
 * A server that does not know the field that names the adapter ignores it, and the base model answers
 * (github.com/predibase/lorax/issues/777). Its confirmation is the header.
 */
export function adapterWarning(headers: Headers, adapter: AskedAdapter | undefined): string | undefined {
  if (!adapter) return undefined;
  const confirmed = headers.get('x-adapter-id');
  if (confirmed === adapter.id) return undefined;
  return confirmed === null
    ? t`The answer does not confirm the adapter ${adapter.id}: it may be the base model's own.`
    : t`The answer names the adapter ${confirmed} and not ${adapter.id}.`;
}

function countOf(text: string | null): number | undefined {
  return text !== null && /^\d+$/.test(text.trim()) ? Number(text) : undefined;
}
