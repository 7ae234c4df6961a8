import { type Answer, type Call, ok } from '../../kit/answers.ts';
import type { Engine } from './engine.ts';
import { bodyOf, type Fields } from './fields.ts';
import type { Generation, Sequence } from './generation.ts';
import { earlyHeaders, lateHeaders } from './headers.ts';
import { readNative } from './parameters.ts';
import type { GenerationRequest } from './request.ts';
import { begin, type Run } from './run.ts';
import { streamed } from './stream.ts';

export async function generateOnce(engine: Engine, call: Call): Promise<Answer> {
  const request = read(engine, call, bodyOf(call), false);
  const { body, headers } = await whole(engine, call, request);
  return ok(body, headers);
}

export function generateStream(engine: Engine, call: Call): Answer {
  const request = read(engine, call, bodyOf(call), true);
  return streamed(engine, call, request, { events: (run) => events(request, run), done: false });
}

/** `POST /` and `/invocations`: the same request with `stream` inside; what is not streamed is a list of one. */
export async function generateCompatible(engine: Engine, call: Call): Promise<Answer> {
  const body = bodyOf(call);
  const stream = body.flag('stream');
  const request = read(engine, call, body, stream);
  if (stream) return streamed(engine, call, request, { events: (run) => events(request, run), done: false });
  const answer = await whole(engine, call, request);
  return ok([answer.body], answer.headers);
}

function read(engine: Engine, call: Call, body: Fields, stream: boolean): GenerationRequest {
  const { request, unknown } = readNative(call, body, stream, false);
  engine.note(call.path, request.adapter, call.headers, unknown);
  return request;
}

async function whole(
  engine: Engine,
  call: Call,
  request: GenerationRequest,
): Promise<{ body: unknown; headers: Record<string, string> }> {
  const run = await begin(engine, request, call.signal);
  for (const _ of run.generation.tokens) await run.step();
  run.finish(call.signal.aborted ? 'dropped' : 'success');
  return {
    body: {
      generated_text: textOf(request, run.generation),
      ...(request.details ? { details: detailsOf(run.generation) } : {}),
    },
    headers: { ...earlyHeaders(engine, request.inputs, request.adapter), ...lateHeaders(run) },
  };
}

const textOf = (request: GenerationRequest, { text }: Sequence): string =>
  request.returnFullText ? request.inputs + text : text;

function detailsOf(generation: Generation): unknown {
  const { promptTokens, others, ...first } = generation;
  return {
    finish_reason: first.finish,
    prompt_tokens: promptTokens,
    generated_tokens: first.tokens.length,
    skipped_tokens: 0,
    seed: first.seed,
    prefill: first.prefill,
    tokens: first.tokens,
    ...(others.length > 0
      ? {
          best_of_sequences: others.map(({ text, finish, seed, tokens }) => ({
            generated_text: text,
            finish_reason: finish,
            generated_tokens: tokens.length,
            seed,
            prefill: [],
            tokens,
          })),
        }
      : {}),
  };
}

/** Here text and details are there as nulls until the end, unlike in the whole answer. */
function* events(request: GenerationRequest, { generation }: Run): Generator {
  const { tokens, finish, promptTokens, seed } = generation;
  for (const [index, token] of tokens.entries()) {
    const last = index === tokens.length - 1;
    const details = {
      finish_reason: finish,
      prompt_tokens: promptTokens,
      generated_tokens: tokens.length,
      seed,
    };
    yield {
      token,
      generated_text: last ? textOf(request, generation) : null,
      details: last && request.details ? details : null,
    };
  }
}
