import { invalid } from './errors.ts';
import type { ServerSettings } from './options.ts';
import type { GenerationRequest } from './request.ts';

export const samplingOf = ({ doSample, temperature, topK, topP, typicalP }: GenerationRequest): boolean =>
  doSample ||
  (temperature !== undefined && temperature !== 0 && temperature !== 1) ||
  topK !== undefined ||
  (topP ?? 1) < 1 ||
  (typicalP ?? 1) < 1;

/** LoRAX `router/src/validation.rs`; answers the number of new tokens allowed. */
export function validate(request: GenerationRequest, settings: ServerSettings, inputTokens: number): number {
  checkKind(settings);
  checkAdapters(request);
  checkBestOf(request, settings);
  checkRanges(request);
  return checkLengths(request, settings, inputTokens);
}

function checkKind({ kind }: ServerSettings): void {
  if (kind === 'embed') throw invalid("Embedding models don't support text generation");
  if (kind === 'classify') throw invalid("Classify models don't support text generation");
}

function checkAdapters({ merge }: GenerationRequest): void {
  if (!merge) return;
  if (merge.ids.length === 0) {
    throw invalid('at least one adapter ID must be provided when setting `adapters`');
  }
  if (merge.ids.length !== merge.weights.length) {
    throw invalid('number of adapter IDs must match number of adapter weights');
  }
}

function checkBestOf(request: GenerationRequest, { maxBestOf }: ServerSettings): void {
  const { bestOf = 1, stream, seed, prefillDetails } = request;
  const { doSample, temperature, topK, topP, typicalP } = request;
  if (bestOf < 1 || bestOf > maxBestOf) {
    throw invalid(`\`best_of\` must be > 0 and <= ${maxBestOf}. Given: ${bestOf}`);
  }
  if (bestOf > 1) {
    if (stream) throw invalid('`best_of` != 1 is not supported when streaming tokens');
    const samples = doSample || [temperature, topK, topP, typicalP].some((value) => value !== undefined);
    if (!samples) throw invalid('you must use sampling when `best_of` is > 1');
    if (seed !== undefined) throw invalid('`seed` must not be set when `best_of` > 1');
  }
  if (stream && prefillDetails) {
    throw invalid('`decoder_input_details` == true is not supported when streaming tokens');
  }
}

function checkRanges(request: GenerationRequest): void {
  const { temperature = 1, repetitionPenalty = 1, topP = 1, typicalP, topK, alternatives } = request;
  if (temperature < 0) throw invalid('`temperature` must be non-negative');
  if (repetitionPenalty <= 0) throw invalid('`repetition_penalty` must be strictly positive');
  for (const [name, value = 0] of [
    ['frequency_penalty', request.frequencyPenalty],
    ['presence_penalty', request.presencePenalty],
  ] as const) {
    if (value < -2 || value > 2) throw invalid(`\`${name}\` must be >= -2.0 and <= 2.0`);
  }
  if (topP <= 0 || topP > 1) throw invalid('`top_p` must be > 0.0 and < 1.0');
  if (topK !== undefined && topK <= 0) throw invalid('`top_k` must be strictly positive');
  if (alternatives === 0) throw invalid('`return_k_alternatives` must be strictly positive');
  if (typicalP !== undefined && (typicalP <= 0 || typicalP >= 1)) {
    throw invalid('`typical_p` must be > 0.0 and < 1.0');
  }
}

function checkLengths(request: GenerationRequest, settings: ServerSettings, inputTokens: number): number {
  const { maxInputLength, maxTotalTokens, maxStopSequences } = settings;
  const { truncate, maxNewTokens, stop, inputs } = request;
  if (maxNewTokens === 0) throw invalid('`max_new_tokens` must be strictly positive');
  if (stop.length > maxStopSequences) {
    throw invalid(`\`stop\` supports up to ${maxStopSequences} stop sequences. Given: ${stop.length}`);
  }
  if (truncate !== undefined && (truncate < 1 || truncate > maxInputLength)) {
    throw invalid(
      `\`truncate\` must be strictly positive and less than ${maxInputLength}. Given: ${truncate}`,
    );
  }
  if (inputs === '') throw invalid('`inputs` cannot be empty');
  const length = Math.min(inputTokens, truncate ?? Infinity);
  if (length > maxInputLength) {
    throw invalid(`\`inputs\` must have less than ${maxInputLength} tokens. Given: ${length}`);
  }
  const wanted = maxNewTokens ?? maxTotalTokens - length;
  if (length + wanted > maxTotalTokens) {
    throw invalid(
      `\`inputs\` tokens + \`max_new_tokens\` must be <= ${maxTotalTokens}. Given: ${length} \`inputs\` tokens and ${wanted} \`max_new_tokens\``,
    );
  }
  return wanted;
}
