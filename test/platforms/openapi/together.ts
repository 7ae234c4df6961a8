import type { Document, Schema } from './document.ts';

/**
 * What the official document (of 2026-08-19) leaves out or says otherwise than the newer client libraries and
 * the documentation: fields, words and nulls. Each is named where it is seen.
 */
export function amend(document: Document): void {
  const { schemas } = document.components;
  const nullable = (schema: string, ...keys: string[]): void => {
    for (const key of keys) {
      const properties = propertiesOf(schemas, schema);
      properties[key] = { anyOf: [properties[key] ?? {}, { type: 'null' }] };
    }
  };
  const add = (schema: string, fields: Record<string, Schema>): void =>
    void Object.assign(propertiesOf(schemas, schema), fields);
  const words = (schema: string, key: string, ...more: string[]): void => {
    const property = propertiesOf(schemas, schema)[key]!;
    property['enum'] = [...(property['enum'] as string[]), ...more];
  };

  for (const [name, schema] of Object.entries(schemas)) {
    if (
      /List.*Response$/.test(name) &&
      'next_cursor' in ((schema['properties'] as object | undefined) ?? {})
    ) {
      nullable(name, 'next_cursor');
    }
  }
  // together-py and newer generated clients: idle timeout and concurrency of v2 deployments.
  const newer = { inactiveTimeout: { type: 'integer' }, maxConcurrentRequestsPerReplica: { type: 'string' } };
  for (const name of ['DE.CreateDeploymentRequest', 'DE.UpdateDeploymentRequest', 'DE.Deployment'])
    add(name, newer);
  // together-ai 0.52: compliance in placement, rollout step words, optional `stat`, the session metric.
  add('DE.InlinePlacement', {
    compliancePolicy: { type: 'object', properties: { hipaa: { type: 'boolean' } } },
  });
  words(
    'DE.RolloutStepStatus',
    'state',
    ...['PAUSED', 'CANCELED', 'SKIPPED'].map((word) => `ROLLOUT_STEP_STATE_${word}`),
  );
  schemas['DE.MetricRule']!['required'] = ['name'];
  add('DE.AdapterEntry', { id: { type: 'string' } });
  // Model kinds and a v1 state that occur without being listed.
  words('ModelInfo', 'type', 'audio', 'transcribe', 'video');
  add('Pricing', { transcribe: { type: 'object' } });
  words('ListEndpoint', 'state', 'FAILED');
  words('DedicatedEndpoint', 'state', 'FAILED');
  // Sticky routing keys, honoured but not in the request schema.
  for (const name of ['ChatCompletionRequest', 'CompletionRequest']) {
    add(name, { prompt_cache_key: { type: 'string' }, user: { type: 'string' } });
  }
  // Fields of finished fine-tunes that the list schema lacks.
  const objects = ['model', 'adapter'].flatMap((kind) =>
    ['id', 'name', 'revision_id'].map((key) => `${kind}_object_${key}`),
  );
  add('FinetuneResponseTruncated', Object.fromEntries(objects.map((key) => [key, { type: 'string' }])));
  add('FinetuneResponse', { suffix: { type: 'string' } });
  propertiesOf(schemas, 'FinetuneResponse')['id'] = { type: 'string' };

  amendStream(document);
  amendUnlisted(document);
}

function propertiesOf(schemas: Record<string, Schema>, name: string): Record<string, Schema> {
  return schemas[name]!['properties'] as Record<string, Schema>;
}

/** Streams carry nulls until there is something to say. */
function amendStream({ components: { schemas } }: Document): void {
  const orNull = (schema: Schema | undefined): Schema => ({ anyOf: [schema ?? {}, { type: 'null' }] });
  const chunk = propertiesOf(schemas, 'ChatCompletionChunk');
  const choice = (chunk['choices']!['items'] as Schema)['properties'] as Record<string, Schema>;
  const delta = choice['delta']!['properties'] as Record<string, Schema>;
  chunk['usage'] = orNull(chunk['usage']);
  for (const key of ['finish_reason', 'logprobs', 'seed']) choice[key] = orNull(choice[key]);
  for (const key of ['content', 'reasoning', 'reasoning_content', 'function_call'])
    delta[key] = orNull(delta[key]);
  const text = propertiesOf(schemas, 'CompletionChunk');
  for (const key of ['finish_reason', 'usage']) text[key] = orNull(text[key]);
  const body = schemas['ChatCompletionChoicesData']!['items'] as Schema;
  const parts = body['properties'] as Record<string, Schema>;
  parts['logprobs'] = orNull({ $ref: '#/components/schemas/LogprobsPart' });
}

/** A route of the documentation that the document does not list: docs.together.ai/reference/billing-usage. */
function amendUnlisted(document: Document): void {
  const names = ['month', 'organization_id', 'granularity', 'limit', 'after'];
  document.paths['/billing/usage'] = {
    get: {
      parameters: names.map((name) => ({
        name,
        in: 'query',
        schema: name === 'limit' ? { type: 'integer' } : { type: 'string' },
      })),
      responses: { '200': { content: { 'application/json': { schema: { type: 'object' } } } } },
    },
  };
}
