import type { Call } from '../../kit/answers.ts';
import { invalid } from './errors.ts';
import { Fields, missing } from './fields.ts';
import { type GenerationRequest, type MergeWish, wishFor } from './request.ts';

/**
 * A body field wins over the bearer token of the request, which is otherwise taken for the adapter's. Empty is
 * none: between router and shards an absent token is an empty one, too (proto/generate.proto, optional string).
 */
export function tokenOf(call: Call, inBody: string | undefined): string | undefined {
  const token = inBody ?? call.headers.authorization?.replace(/^Bearer\s+/i, '');
  return token === '' ? undefined : token;
}

/** `/generate`, `/generate_stream`, `POST /` and `/invocations`. */
export function readNative(
  call: Call,
  body: Fields,
  stream: boolean,
  fullText: boolean,
): { request: GenerationRequest; unknown: string[] } {
  const inputs = body.needText('inputs');
  const given = body.object('parameters') ?? new Fields({}, 'parameters');
  const adapterId = given.text('adapter_id');
  const source = given.text('adapter_source');
  const token = tokenOf(call, given.text('api_token'));
  const merged = given.object('merged_adapters');
  if (merged && (adapterId ?? '') !== '') {
    throw invalid('at most one of `adapter_id` or `adapters` may be provided');
  }
  const merge = merged && readMerge(merged);
  const prefillDetails = given.flag('decoder_input_details');
  const details = given.flag('details');
  const format = given.object('response_format');
  given.optionalFlag('apply_chat_template');
  given.flag('watermark');
  const request: GenerationRequest = {
    inputs,
    adapter: wishFor(adapterId, merge, source, token),
    merge,
    bestOf: given.count('best_of'),
    temperature: given.number('temperature'),
    repetitionPenalty: given.number('repetition_penalty'),
    frequencyPenalty: given.number('frequency_penalty'),
    presencePenalty: given.number('presence_penalty'),
    topK: given.number('top_k'),
    topP: given.number('top_p'),
    typicalP: given.number('typical_p'),
    doSample: given.flag('do_sample'),
    seed: given.count('seed'),
    maxNewTokens: given.count('max_new_tokens'),
    ignoreEos: given.flag('ignore_eos_token'),
    returnFullText: given.optionalFlag('return_full_text') ?? fullText,
    stop: given.texts('stop'),
    truncate: given.count('truncate'),
    details: details || (prefillDetails && !stream),
    prefillDetails,
    alternatives: given.count('return_k_alternatives'),
    format: format && readFormat(format),
    stream,
  };
  return { request, unknown: [...body.unknown(), ...given.unknown()] };
}

/** The type is needed and ignored: even `text` forces JSON. Only an explicit null schema switches it off. */
function readFormat(format: Fields): GenerationRequest['format'] {
  format.needText('type');
  const schema = format.any('schema');
  return schema === null ? undefined : { schema };
}

function readMerge(merged: Fields): MergeWish {
  if (!merged.has('ids')) throw missing('ids', {});
  if (!merged.has('weights')) throw missing('weights', {});
  return {
    ids: merged.texts('ids'),
    weights: merged.numbers('weights'),
    strategy: merged.text('merge_strategy') ?? 'linear',
    density: merged.number('density') ?? 0,
    signMethod: merged.text('majority_sign_method') ?? 'total',
  };
}

const strategies = ['linear', 'ties', 'dare_linear', 'dare_ties'];
const signMethods = ['total', 'frequency'];

/** The loader unwraps these words, and the release build aborts on a panic: the whole router dies. */
export function killsServer(merge: MergeWish): boolean {
  return !strategies.includes(merge.strategy) || !signMethods.includes(merge.signMethod);
}
