import { type Checker, makeChecker, type Verdict } from './openapi/checker.ts';
import { type Document, findDocument, type Operation, type Schema } from './openapi/document.ts';
import type { LoggedRequest } from './kit/requestLog.ts';
import { amend } from './openapi/together.ts';

export type { Verdict } from './openapi/checker.ts';

let loaded: Checker | undefined | null = null;

/** Together's interface document, amended by what newer sources add, with closed objects. */
function checker(): Checker | undefined {
  if (loaded !== null) return loaded;
  const raw = findDocument('together-openapi.json');
  loaded = raw && makeChecker(raw, amend);
  return loaded;
}

export const haveSpec = (): boolean => checker() !== undefined;

/** `path` as the simulator serves it: `/v1/…`, `/v2/…` or `/inference/v1/…`. */
export function checkResponse(method: string, path: string, status: number, body: unknown): Verdict {
  const spec = checker();
  if (!spec) return 'no-spec';
  const operation = find(spec.document, method, path.split('?')[0]!);
  if (!operation) return status === 404 || status === 405 ? [] : [`${method} ${path}: no such operation`];
  const declared =
    operation.responses[String(status)] ?? (status >= 400 ? errorResponse(operation) : undefined);
  if (!declared) return [`${method} ${path}: status ${status} is not declared`];
  const schema = Object.values(declared.content ?? {})[0]?.schema;
  if (!schema) return body === undefined ? [] : [`${method} ${path}: ${status} has no body`];
  return spec.validate(schema, body).map((problem) => `${method} ${path} ${status}: ${problem}`);
}

/** Undeclared failures take the standard body, except where the declared ones are bare objects. */
function errorResponse(operation: Operation): Operation['responses'][string] {
  const { default: standard, ...others } = operation.responses;
  const failing = Object.entries(others).find(([code, { content }]) => Number(code) >= 400 && content);
  return (
    standard ??
    failing?.[1] ?? {
      content: { 'application/json': { schema: { $ref: '#/components/schemas/ErrorData' } } },
    }
  );
}

export function checkRequest(
  method: string,
  path: string,
  query: URLSearchParams | Record<string, string> | string,
  body: unknown,
): Verdict {
  const spec = checker();
  if (!spec) return 'no-spec';
  const operation = find(spec.document, method, path);
  if (!operation) return [`${method} ${path}: no such operation`];
  const at = `${method} ${path}`;
  return [
    ...checkQuery(spec, operation, new URLSearchParams(query)),
    ...checkBody(spec, operation, body),
  ].map((problem) => `${at}: ${problem}`);
}

/** What a client sent, as the simulator logged it. */
export function checkLogged(entry: Pick<LoggedRequest, 'method' | 'path' | 'search' | 'body'>): Verdict {
  return checkRequest(entry.method, entry.path, entry.search, entry.body);
}

/** One event of a stream. */
export function checkChunk(kind: 'chat' | 'text', chunk: unknown): Verdict {
  const name = kind === 'chat' ? 'ChatCompletionChunk' : 'CompletionChunk';
  const schema = chunkSchemas[name];
  return checker()?.validate(schema, chunk) ?? 'no-spec';
}

const chunkSchemas = {
  ChatCompletionChunk: { $ref: '#/components/schemas/ChatCompletionChunk' },
  CompletionChunk: { $ref: '#/components/schemas/CompletionChunk' },
};

function checkQuery(spec: Checker, operation: Operation, query: URLSearchParams): string[] {
  const known = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query');
  const missing = known
    .filter(({ name, required }) => required && !query.has(name))
    .map(({ name }) => `query ${name} missing`);
  const problems = [...query].flatMap(([key, text]) => {
    const parameter = known.find(({ name }) => name === key);
    if (!parameter) return [`unknown query key ${key}`];
    return spec
      .validate(parameter.schema, typed(parameter.schema, text))
      .map((problem) => `query ${key}${problem}`);
  });
  return [...missing, ...problems];
}

/** Query values arrive as text; arrays are joined with commas. */
function typed(schema: Schema, text: string): unknown {
  if (schema['type'] === 'array') return text.split(',');
  if (schema['type'] === 'integer' || schema['type'] === 'number')
    return /^-?\d/.test(text) ? Number(text) : text;
  if (schema['type'] === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return text;
}

function checkBody(spec: Checker, operation: Operation, body: unknown): string[] {
  const schema = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  if (!schema) return body === undefined ? [] : ['takes no body'];
  if (body === undefined) return operation.requestBody?.required === false ? [] : ['body missing'];
  return spec.validate(schema, body);
}

function find(document: Document, method: string, path: string): Operation | undefined {
  const v2 = path.startsWith('/v2/');
  const rest = path.replace(/^\/inference\/v1|^\/v[12]/, '');
  const matches = Object.entries(document.paths).filter(([pattern, item]) => {
    const operation = item[method.toLowerCase()];
    if (!operation || v2 !== Boolean(operation.servers?.some(({ url }) => url.endsWith('/v2')))) return false;
    return new RegExp(`^${pattern.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(rest);
  });
  // A literal path wins over one with parameters.
  const best = matches.sort(([a], [b]) => a.split('{').length - b.split('{').length)[0];
  return best?.[1][method.toLowerCase()];
}
