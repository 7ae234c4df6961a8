import type { Document, Operation, Schema } from './document.ts';

/**
 * Where the official document (1.0.0-a1 of 2026-03) says less, more or otherwise than the platform's recorded
 * answers in the tests of replicate-python and the documentation.
 */
export function amendReplicate(document: Document): void {
  const { schemas } = document.components;
  const add = (name: string, fields: Record<string, Schema>): void =>
    void Object.assign(propertiesOf(schemas, name), fields);

  // Recorded model answers tell when the model was made.
  add('schemas_model_response', { created_at: { type: 'string', format: 'date-time' } });
  amendPredictions(schemas);
  // Recorded uploads: name, etag and an MD5 besides.
  add('schemas_file_response', { name: { type: 'string' }, etag: { type: 'string' } });
  const { checksums } = propertiesOf(schemas, 'schemas_file_response');
  (checksums!['properties'] as Record<string, Schema>)['md5'] = { type: 'string' };
  // The document lists hardly any failure; what is known of their bodies is this.
  schemas['Problem'] = problem;

  for (const path of Object.values(document.paths)) {
    for (const operation of Object.values(path)) amendOperation(document, operation);
  }
  // The older search lists its members once more, without the newer ones.
  const older = document.paths['/models']!['query']!;
  older.responses['200'] = {
    content: { 'application/json': { schema: ref('schemas_paginated_model_response') } },
  };
}

function amendPredictions(schemas: Record<string, Schema>): void {
  const prediction = propertiesOf(schemas, 'schemas_prediction_response');
  for (const key of ['started_at', 'completed_at', 'logs', 'input']) {
    prediction[key] = { anyOf: [prediction[key] ?? {}, { type: 'null' }] };
  }
  // "hidden" is also a string, so that `oneOf` never holds.
  prediction['version'] = { type: 'string' };
  // Create answers of 2023 have neither `output` nor `data_removed`.
  const schema = schemas['schemas_prediction_response']!;
  const required = schema['required'] as string[];
  schema['required'] = required.filter((key) => key !== 'output' && key !== 'data_removed');
}

/** Lists take a cursor, which arrives through `next` and stands in no parameter list. */
function amendOperation(document: Document, operation: Operation): void {
  const named = (document.components as unknown as { parameters: Record<string, Schema> }).parameters;
  const known = (operation.parameters ?? []).map((parameter) => {
    const to = (parameter as unknown as { $ref?: string }).$ref;
    return to === undefined ? parameter : named[to.replace('#/components/parameters/', '')]!;
  });
  const cursor = { name: 'cursor', in: 'query', schema: { type: 'string' } };
  Object.assign(operation, { parameters: [...known, cursor] });
}

const text = { type: 'string' };

const problem: Schema = {
  type: 'object',
  properties: {
    title: text,
    detail: text,
    status: { type: 'integer' },
    type: text,
    instance: text,
    retry_after: { type: 'integer' },
    errors: {
      type: 'array',
      items: { type: 'object', properties: { pointer: text, detail: text }, required: ['pointer', 'detail'] },
    },
    invalid_fields: {
      type: 'array',
      items: {
        type: 'object',
        properties: { type: text, field: text, description: text },
        required: ['type', 'field', 'description'],
      },
    },
  },
};

const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

function propertiesOf(schemas: Record<string, Schema>, name: string): Record<string, Schema> {
  return schemas[name]!['properties'] as Record<string, Schema>;
}
