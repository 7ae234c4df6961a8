import type { AppSpec } from './spec.ts';
import { template } from './template.ts';

/** The Python file of an app. The same spec gives the same text. */
export function generate(spec: AppSpec): string {
  return template.beforeSettings + settings(spec) + template.afterSettings[spec.serving];
}

/**
 * Indented JSON that is also the inside of a raw Python string in three single quotes. Its line breaks are its own,
 * everything else is printable ASCII without a single quote: no quote can end the string, no backslash comes
 * before its end, and nothing can look like other than it is (bidirectional marks, look-alike letters).
 */
function settings(spec: AppSpec): string {
  return JSON.stringify(inOrder(spec), null, 2).replaceAll(/[^\n -&(-~]/g, escaped);
}

/** By UTF-16 unit, as JSON has it: `json.loads` joins pairs, and keeps a half that stands alone. */
function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** What a person changes most comes first; what the way of serving has no use for is left out. */
function inOrder(spec: AppSpec): object {
  const { serving, routing_region, timeout, ...both } = spec;
  const { app, model, revision, served, gpu, tensor_parallel, ...rest } = both;
  const own = serving === 'web' ? { timeout } : { routing_region };
  return { app, model, revision, served, gpu, tensor_parallel, ...rest, ...own };
}
