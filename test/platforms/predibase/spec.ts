import type { LoggedRequest } from '../kit/requestLog.ts';
import { type Checker, makeChecker, type Verdict } from '../openapi/checker.ts';
import { findDocument, type Schema } from '../openapi/document.ts';
import { amendLorax } from '../openapi/lorax.ts';

let loaded: Checker | undefined | null = null;

/** LoRAX's interface document, corrected where the server's source says otherwise. The control plane has none. */
function checker(): Checker | undefined {
  if (loaded !== null) return loaded;
  const raw = findDocument('lorax-openapi.json');
  loaded = raw && makeChecker(raw, amendLorax);
  return loaded;
}

export const haveLoraxSpec = (): boolean => checker() !== undefined;

/** `path` as the server itself sees it: below whatever prefix a gateway adds. */
export function checkLoraxAnswer(method: string, path: string, status: number, body: unknown): Verdict {
  const spec = checker();
  if (!spec) return 'no-spec';
  const at = `${method} ${path} ${status}`;
  const operation = spec.document.paths[path.split('?')[0]!]?.[method.toLowerCase()];
  if (!operation) return status === 404 || status === 405 ? [] : [`${at}: no such operation`];
  const declared = operation.responses[String(status)];
  if (!declared) return [`${at}: not declared`];
  const schema = declared.content?.['application/json']?.schema;
  if (!schema) return body === undefined ? [] : [`${at}: has no body`];
  return spec.validate(schema, body).map((problem) => `${at}: ${problem}`);
}

export function checkLoraxRequest(method: string, path: string, body: unknown): Verdict {
  const spec = checker();
  if (!spec) return 'no-spec';
  const operation = spec.document.paths[path]?.[method.toLowerCase()];
  if (!operation) return [`${method} ${path}: no such operation`];
  const schema = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  if (!schema) return body === undefined ? [] : [`${method} ${path}: takes no body`];
  return spec.validate(schema, body).map((problem) => `${method} ${path}: ${problem}`);
}

export const checkLoraxLogged = (entry: Pick<LoggedRequest, 'method' | 'path' | 'body'>): Verdict =>
  checkLoraxRequest(entry.method, entry.path, entry.body);

/** One event of a stream: of the kind its route sends, or an error. */
export function checkLoraxEvent(path: string, event: unknown): Verdict {
  const spec = checker();
  if (!spec) return 'no-spec';
  const failed = typeof event === 'object' && event !== null && 'error' in event;
  return spec.validate(failed ? errorEvent : (eventOf[path] ?? nativeEvent), event);
}

const named = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const errorEvent = named('ErrorResponse');
const nativeEvent = named('StreamResponse');
const eventOf: Record<string, Schema> = {
  '/v1/chat/completions': named('ChatCompletionStreamResponse'),
  '/v1/completions': named('CompletionStreamResponse'),
};
