import type { Call } from '../../kit/answers.ts';
import type { Engine } from './engine.ts';
import type { Fields } from './fields.ts';
import type { FinishReason, Generation, Sequence } from './generation.ts';
import { tokenOf } from './parameters.ts';
import { type GenerationRequest, wishFor } from './request.ts';

/** What chat and completions share. `model` is the base model only by its exact id; anything else is an adapter. */
export function readShared(
  engine: Engine,
  call: Call,
  body: Fields,
): Omit<
  GenerationRequest,
  'inputs' | 'doSample' | 'bestOf' | 'returnFullText' | 'prefillDetails' | 'format'
> {
  const model = body.needText('model');
  const source = body.text('adapter_source');
  const token = tokenOf(call, body.text('api_token'));
  return {
    adapter: wishFor(model === engine.settings.modelId ? '' : model, undefined, source, token),
    merge: undefined,
    temperature: body.number('temperature'),
    repetitionPenalty: body.number('repetition_penalty'),
    frequencyPenalty: body.number('frequency_penalty'),
    presencePenalty: body.number('presence_penalty'),
    topK: body.count('top_k'),
    topP: body.number('top_p'),
    typicalP: undefined,
    seed: body.count('seed'),
    maxNewTokens: body.count('max_tokens'),
    ignoreEos: body.optionalFlag('ignore_eos_token') ?? false,
    stop: body.texts('stop'),
    truncate: undefined,
    details: true,
    alternatives: undefined,
    stream: body.optionalFlag('stream') ?? false,
  };
}

/** A matched stop string is called `content_filter` here. */
export const reasonOf = (finish: FinishReason): string =>
  ({ length: 'length', eos_token: 'stop', stop_sequence: 'content_filter' })[finish];

/** Only the first choice is counted. */
export function usageOf({ promptTokens, tokens }: Generation): Record<string, number> {
  return {
    prompt_tokens: promptTokens,
    total_tokens: promptTokens + tokens.length,
    completion_tokens: tokens.length,
  };
}

export const choicesOf = (generation: Generation): readonly Sequence[] => [generation, ...generation.others];
