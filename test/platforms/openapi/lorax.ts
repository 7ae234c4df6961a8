import { type Document, mapSchemas, type Operation, type Schema } from './document.ts';

/** Where LoRAX's checked-in document (0.5.0) and the server's source differ, the source is right. */
export function amendLorax(document: Document): void {
  document.components = modern(document.components) as Document['components'];
  const { schemas } = document.components;
  amendRequests(schemas);
  amendAnswers(schemas);
  amendPaths(document);
}

const fieldsOf = (schemas: Record<string, Schema>, name: string): Record<string, Schema> =>
  schemas[name]!['properties'] as Record<string, Schema>;

const number = { type: 'number' };
const count = { type: 'integer', minimum: 0 };
const text = { type: 'string' };
const flag = { type: 'boolean' };
const anything = {};

/** The document speaks OpenAPI 3.0: `exclusiveMinimum: true`, which says nothing without a minimum, and nullable references. */
function modern(node: unknown): unknown {
  return mapSchemas(node, (schema) => {
    if (schema['nullable'] === true && Array.isArray(schema['allOf'])) {
      return { anyOf: [...(schema['allOf'] as Schema[]), { type: 'null' }] };
    }
    if (typeof schema['exclusiveMinimum'] !== 'boolean') return schema;
    const { exclusiveMinimum, minimum, ...rest } = schema;
    if (minimum === undefined) return rest;
    return exclusiveMinimum ? { ...rest, exclusiveMinimum: minimum } : { ...rest, minimum };
  });
}

/** LoRAX `router/src/lib.rs`. */
function amendRequests(schemas: Record<string, Schema>): void {
  const parameters = fieldsOf(schemas, 'GenerateParameters');
  delete parameters['schema'];
  Object.assign(parameters, {
    seed: { ...count, nullable: true },
    frequency_penalty: number,
    presence_penalty: number,
    return_k_alternatives: { type: 'integer', minimum: 1 },
    truncate: { type: 'integer', minimum: 1, nullable: true },
    response_format: { type: 'object', required: ['type'], properties: { type: text, schema: anything } },
  });
  schemas['AdapterParameters']!['required'] = ['ids', 'weights'];
  const shared = {
    seed: count,
    frequency_penalty: number,
    presence_penalty: number,
    repetition_penalty: number,
    top_k: { type: 'integer', minimum: 1 },
    ignore_eos_token: flag,
  };
  Object.assign(fieldsOf(schemas, 'ChatCompletionRequest'), shared, {
    response_format: {
      type: 'object',
      required: ['type'],
      properties: { type: text, schema: anything, json_schema: anything },
    },
    tools: { type: 'array', items: { type: 'object', required: ['type', 'function'] } },
    tool_choice: text,
    tool_prompt: text,
    guideline: text,
    messages: {
      type: 'array',
      items: {
        type: 'object',
        required: ['role'],
        properties: {
          role: text,
          name: text,
          content: { anyOf: [text, { type: 'array', items: { type: 'object', required: ['type'] } }] },
        },
      },
    },
  });
  schemas['ChatCompletionRequest']!['required'] = ['model', 'messages'];
  Object.assign(fieldsOf(schemas, 'CompletionRequest'), shared, {
    best_of: count,
    echo: flag,
    logprobs: count,
  });
  schemas['CompletionRequest']!['required'] = ['model', 'prompt'];
}

function amendAnswers(schemas: Record<string, Schema>): void {
  const alternatives = {
    type: 'array',
    items: { type: 'object', properties: { id: count, text, logprob: number } },
  };
  Object.assign(fieldsOf(schemas, 'Token'), { skipped: flag, alternative_tokens: alternatives });
  fieldsOf(schemas, 'Details')['skipped_tokens'] = count;
  Object.assign(fieldsOf(schemas, 'Info'), {
    eager_prefill: flag,
    request_logger_url: { ...text, nullable: true },
  });
  fieldsOf(schemas, 'ChatCompletionResponse')['system_fingerprint'] = text;
  fieldsOf(schemas, 'ChatCompletionStreamResponse')['usage'] = { $ref: '#/components/schemas/UsageInfo' };
  fieldsOf(schemas, 'ChatCompletionResponseMessage')['tool_calls'] = {
    type: 'array',
    items: { type: 'object', required: ['id', 'type', 'function'] },
  };
}

/** What the server answers and the document leaves out (LoRAX `router/src/server.rs`). */
function amendPaths({ paths }: Document): void {
  const named = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
  const listOf = (items: Schema): Schema => ({ type: 'array', items });
  const json = (schema: Schema): Record<string, { schema: Schema }> => ({ 'application/json': { schema } });

  const failing = Object.fromEntries(
    ['404', '422', '424', '429', '500', '503'].map((code) => [
      code,
      { content: json(named('ErrorResponse')) },
    ]),
  );
  const add = (method: string, path: string, answer: Schema | undefined, body?: Schema): void => {
    const operation: Operation = {
      ...(body ? { requestBody: { content: json(body) } } : {}),
      responses: { ...failing, '200': answer ? { content: json(answer) } : {} },
    };
    paths[path] = { ...paths[path], [method]: operation };
  };
  const pieces = listOf({ type: 'object', required: ['id', 'text', 'start', 'stop'] });
  const entities = listOf({ type: 'object', required: ['entity_group', 'score', 'word', 'start', 'end'] });
  const vector = listOf(number);
  const needs = (...keys: string[]): Schema => ({ type: 'object', required: keys });
  add('post', '/', listOf(named('GenerateResponse')), named('CompatGenerateRequest'));
  add('post', '/invocations', listOf(named('GenerateResponse')), named('CompatGenerateRequest'));
  add('post', '/tokenize', pieces, needs('inputs'));
  add('post', '/embed', { type: 'object', properties: { embeddings: vector } }, needs('inputs'));
  add('post', '/v1/embeddings', needs('embeddings'), needs('input', 'model'));
  add('post', '/classify', entities, needs('inputs'));
  add('post', '/classify_batch', listOf(entities), needs('inputs'));
  for (const path of ['/', '/ping', '/startup']) add('get', path, undefined);
  // Text, or JSON for who asks for it.
  add('get', '/metrics', { type: 'object' });
  add('get', '/api-doc/openapi.json', { type: 'object' });
}
