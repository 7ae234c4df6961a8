import type { Json } from '../types.ts';

export interface Shape {
  /** Properties of `Input` in display order. */
  readonly input: Record<string, Json>;
  readonly required?: readonly string[];
  readonly output: Json;
  /** Schemas that `allOf` references name. */
  readonly named?: Record<string, Json>;
}

/** The OpenAPI 3.0.2 document that Cog writes for a version. */
export function cogDocument({ input, required = [], output, named = {} }: Shape): Json {
  const ordered = Object.entries(input).map(([name, property], order) => [
    name,
    { title: titleOf(name), 'x-order': order, ...property },
  ]);
  const schemas = {
    // Listed out of order on purpose: `x-order` alone tells where a field stands.
    Input: {
      type: 'object',
      title: 'Input',
      properties: Object.fromEntries(ordered.toReversed()) as Json,
      ...(required.length > 0 ? { required } : {}),
    },
    Output: { title: 'Output', ...output },
    ...named,
    Status: { enum: ['starting', 'processing', 'succeeded', 'canceled', 'failed'], type: 'string' },
    WebhookEvent: { enum: ['start', 'output', 'logs', 'completed'], type: 'string' },
    PredictionRequest: { type: 'object', properties: { input: { $ref: '#/components/schemas/Input' } } },
    PredictionResponse: { type: 'object', properties: { output: { $ref: '#/components/schemas/Output' } } },
    ValidationError: { type: 'object', properties: { msg: { type: 'string' } } },
    HTTPValidationError: { type: 'object', properties: { detail: { type: 'array' } } },
  };
  return {
    openapi: '3.0.2',
    info: { title: 'Cog', version: '0.1.0' },
    paths: { '/predictions': { post: { operationId: 'predict_predictions_post' } } },
    components: { schemas },
  };
}

const titleOf = (name: string): string =>
  name.replace(/_/g, ' ').replace(/^\w/, (letter) => letter.toUpperCase());

/** What today's Cog writes for a choice: a named schema beside the default. */
export const choice = (name: string, value: unknown, description: string): Json => ({
  allOf: [{ $ref: `#/components/schemas/${name}` }],
  default: value,
  description,
});

export const file = (description: string, more: Json = {}): Json => ({
  type: 'string',
  format: 'uri',
  description,
  ...more,
});

export const text = (description: string, more: Json = {}): Json => ({
  type: 'string',
  description,
  ...more,
});

export const integer = (description: string, minimum: number, maximum: number, value: number): Json => ({
  type: 'integer',
  minimum,
  maximum,
  default: value,
  description,
});

export const number = (description: string, minimum: number, maximum: number, value: number): Json => ({
  ...integer(description, minimum, maximum, value),
  type: 'number',
});

export const seed: Json = { type: 'integer', nullable: true, description: 'Leave out for a random one.' };
