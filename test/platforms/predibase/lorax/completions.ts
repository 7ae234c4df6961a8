import { type Answer, type Call, ok } from '../../kit/answers.ts';
import type { Engine } from './engine.ts';
import { bodyOf } from './fields.ts';
import { earlyHeaders, lateHeaders } from './headers.ts';
import { choicesOf, readShared, reasonOf, usageOf } from './openai.ts';
import type { GenerationRequest } from './request.ts';
import { begin, type Run } from './run.ts';
import { streamed } from './stream.ts';

export async function completions(engine: Engine, call: Call): Promise<Answer> {
  const request = read(engine, call);
  if (request.stream) return streamed(engine, call, request, { events: chunks, done: true });
  const run = await begin(engine, request, call.signal);
  for (const _ of run.generation.tokens) await run.step();
  run.finish(call.signal.aborted ? 'dropped' : 'success');
  const { generation } = run;
  const choices = choicesOf(generation).map(({ text }, index) => ({
    index,
    text: request.returnFullText ? request.inputs + text : text,
    logprobs: null,
    finish_reason: reasonOf(generation.finish),
  }));
  return ok(
    { ...envelope(), choices, usage: usageOf(generation) },
    { ...earlyHeaders(engine, request.inputs, request.adapter), ...lateHeaders(run) },
  );
}

function read(engine: Engine, call: Call): GenerationRequest {
  const body = bodyOf(call);
  const shared = readShared(engine, call, body);
  const inputs = body.needText('prompt');
  // Sampling is on with `n`, which has no other effect, or with what would sample on the native routes.
  const n = body.count('n');
  const request = {
    ...shared,
    inputs,
    doSample: n !== undefined,
    bestOf: body.count('best_of'),
    returnFullText: body.optionalFlag('echo') ?? false,
    prefillDetails: body.count('logprobs') !== undefined,
    format: undefined,
  };
  engine.note(call.path, shared.adapter, call.headers, body.unknown());
  return request;
}

const envelope = (): Record<string, unknown> => ({
  id: 'null',
  object: 'text_completion',
  created: 0,
  model: 'null',
});

/** Every chunk carries a usage, zeros until the last. */
function* chunks({ generation }: Run): Generator {
  const { tokens, finish } = generation;
  const none = { prompt_tokens: 0, total_tokens: 0, completion_tokens: 0 };
  for (const [index, { text }] of tokens.entries()) {
    const last = index === tokens.length - 1;
    const shown = last && finish === 'eos_token' ? '' : text;
    const choice = { index: 0, text: shown, logprobs: null, finish_reason: last ? reasonOf(finish) : null };
    yield { ...envelope(), choices: [choice], usage: last ? usageOf(generation) : none };
  }
}
