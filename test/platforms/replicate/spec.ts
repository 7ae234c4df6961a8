import type { LoggedRequest } from '../kit/requestLog.ts';
import { type Checker, makeChecker, type Verdict } from '../openapi/checker.ts';
import { findDocument, type Operation, type Schema } from '../openapi/document.ts';
import { amendReplicate } from '../openapi/replicate.ts';

let loaded: Checker | undefined | null = null;

/** Replicate's interface document, amended by what its recorded answers show, with closed objects. */
function checker(): Checker | undefined {
  if (loaded !== null) return loaded;
  const raw = findDocument('replicate-openapi.json');
  loaded = raw && makeChecker(raw, amendReplicate);
  return loaded;
}

export const haveReplicateSpec = (): boolean => checker() !== undefined;

const problem: Schema = { $ref: '#/components/schemas/Problem' };

/** `path` as the simulator serves it: `/v1/…`, with or without a query. */
export function checkReplicateAnswer(method: string, path: string, status: number, body: unknown): Verdict {
  const spec = checker();
  if (!spec) return 'no-spec';
  const at = `${method} ${path} ${status}`;
  // The document names no streams: on the platform they are another host's.
  if (path.startsWith('/v1/streams/')) return [];
  const operation = find(spec, method, path.split('?')[0]!);
  if (!operation) return [401, 404, 405].includes(status) ? [] : [`${at}: no such operation`];
  const declared = operation.responses[String(status)];
  if (!declared && status < 400) return [`${at}: not declared`];
  const schema = Object.values(declared?.content ?? {})[0]?.schema ?? (status >= 400 ? problem : undefined);
  if (!schema) return body === undefined ? [] : [`${at}: has no body`];
  return spec.validate(schema, body).map((what) => `${at}: ${what}`);
}

/** What a client sent, as the simulator logged it: query, body and the two headers of predictions. */
export function checkReplicateLogged(
  entry: Pick<LoggedRequest, 'method' | 'path' | 'search' | 'headers' | 'body'>,
): Verdict {
  const spec = checker();
  if (!spec) return 'no-spec';
  const operation = find(spec, entry.method, entry.path);
  if (!operation) return [`${entry.method} ${entry.path}: no such operation`];
  return [...checkParameters(spec, operation, entry), ...checkBody(spec, operation, entry.body)].map(
    (what) => `${entry.method} ${entry.path}: ${what}`,
  );
}

function checkParameters(
  spec: Checker,
  { parameters = [] }: Operation,
  { search, headers }: Pick<LoggedRequest, 'search' | 'headers'>,
): string[] {
  const query = new URLSearchParams(search);
  const unknown = [...query.keys()].filter((key) => !parameters.some(({ name }) => name === key));
  const problems = parameters.flatMap(({ name, in: where, required, schema }) => {
    if (where === 'path') return [];
    const value = where === 'query' ? query.get(name) : (headers[name.toLowerCase()] ?? null);
    if (value === null) return required ? [`${name} missing`] : [];
    const typed = schema['type'] === 'integer' && /^-?\d+$/.test(value) ? Number(value) : value;
    return spec.validate(schema, typed).map((what) => `${where} ${name}${what}`);
  });
  return [...unknown.map((key) => `unknown query key ${key}`), ...problems];
}

function checkBody(spec: Checker, operation: Operation, body: unknown): string[] {
  const content = operation.requestBody?.content;
  if (!content) return body === undefined ? [] : ['takes no body'];
  const schema = content['application/json']?.schema;
  // Forms and plain text are not read here.
  if (!schema) return [];
  return body === undefined ? ['body missing'] : spec.validate(schema, body);
}

function find(spec: Checker, method: string, path: string): Operation | undefined {
  const rest = path.replace(/^\/v1/, '');
  const matches = Object.entries(spec.document.paths).filter(([pattern, item]) => {
    const fits = new RegExp(`^${pattern.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(rest);
    return fits && item[method.toLowerCase()] !== undefined;
  });
  // A literal path wins over one with parameters.
  const best = matches.sort(([a], [b]) => a.split('{').length - b.split('{').length)[0];
  return best?.[1][method.toLowerCase()];
}
