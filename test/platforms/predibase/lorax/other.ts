import { type Answer, type Call, ok } from '../../kit/answers.ts';
import { randomFrom } from '../../kit/random.ts';
import type { Engine } from './engine.ts';
import { LoraxError } from './errors.ts';
import { bodyOf, Fields, missing } from './fields.ts';
import { wishFor } from './request.ts';
import { count } from './run.ts';
import { tokenId, tokensOf } from './text.ts';

/** The base tokenizer; good for counting a prompt before it is sent. */
export function tokenize(call: Call): Answer {
  const body = bodyOf(call);
  const inputs = body.needText('inputs');
  const special = body.optionalFlag('add_special_tokens') ?? true;
  let at = 0;
  const tokens = tokensOf(inputs).map((text) => {
    const start = at;
    at += Array.from(text).length;
    return { id: tokenId(text), text, start, stop: at };
  });
  return ok(special ? [{ id: tokenId('<s>'), text: '<s>', start: 0, stop: 0 }, ...tokens] : tokens);
}

/** Counted as a request, never as a success. The bearer token is not taken for the adapter's here. */
export async function embed(engine: Engine, call: Call): Promise<Answer> {
  const body = bodyOf(call);
  const inputs = body.needText('inputs');
  return ok({ embeddings: await vectorOf(engine, call, body, inputs) });
}

/** Not the common `data`. */
export async function embeddings(engine: Engine, call: Call): Promise<Answer> {
  const body = bodyOf(call);
  if (!body.has('input')) throw missing('input', call.body);
  const input = body.any('input');
  body.needText('model');
  const inputs = Array.isArray(input) ? (input as unknown[]).map(String) : [String(input)];
  const vectors: number[][] = [];
  for (const text of inputs) vectors.push(await vectorOf(engine, call, body, text));
  return ok({
    embeddings: vectors.map((embedding, index) => ({ index, embedding, object: 'embedding' })),
  });
}

async function vectorOf(engine: Engine, call: Call, body: Fields, text: string): Promise<number[]> {
  const given = body.object('parameters') ?? new Fields({});
  const adapter = wishFor(
    given.text('adapter_id'),
    undefined,
    given.text('adapter_source'),
    given.text('api_token'),
  );
  engine.note(call.path, adapter, call.headers, [...body.unknown(), ...given.unknown()]);
  engine.onRequest();
  engine.metrics.count('lorax_request_count');
  if (engine.settings.kind !== 'embed') {
    throw count(engine, new LoraxError(500, 'embedding_failure', 'Embedding Failure', 'embedding_failure'));
  }
  await engine.adapters.want(adapter);
  const random = randomFrom(`${adapter.ids.join()}:${text}`);
  return Array.from({ length: 8 }, () => Math.round((random() * 2 - 1) * 1e6) / 1e6);
}

export function classify(engine: Engine, call: Call): Answer {
  const inputs = bodyOf(call).needText('inputs');
  return ok(entities(engine, inputs), classifyHeaders);
}

export function classifyBatch(engine: Engine, call: Call): Answer {
  const body = bodyOf(call);
  if (!body.has('inputs')) throw missing('inputs', call.body);
  return ok(
    body.texts('inputs').map((text) => entities(engine, text)),
    classifyHeaders,
  );
}

const classifyHeaders = {
  'x-compute-type': 'gpu+optimized',
  'x-compute-time': '12',
  'x-validation-time': '1',
  'x-queue-time': '0',
  'x-inference-time': '11',
};

function entities(engine: Engine, text: string): unknown[] {
  engine.onRequest();
  engine.metrics.count('lorax_request_count');
  if (engine.settings.kind !== 'classify') {
    const failure = new LoraxError(
      500,
      'classification_failure',
      'Classification Failure',
      'classification_failure',
    );
    throw count(engine, failure);
  }
  return [...text.matchAll(/\p{Lu}\p{L}+/gu)].map(({ 0: word, index }) => ({
    entity_group: 'NAME',
    score: 0.98,
    word,
    start: index,
    end: index + word.length,
  }));
}
