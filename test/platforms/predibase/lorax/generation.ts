import { hash } from '../../kit/random.ts';
import type { GenerationRequest } from './request.ts';
import { logprobOf, replyTo, sampleOf, tokenId, tokensOf } from './text.ts';
import { samplingOf } from './validation.ts';

export type FinishReason = 'length' | 'eos_token' | 'stop_sequence';

export interface Token {
  readonly id: number;
  readonly text: string;
  readonly logprob: number;
  readonly special: boolean;
  readonly skipped: boolean;
  readonly alternative_tokens?: readonly { id: number; text: string; logprob: number }[];
}

/** Everything a generation will say, decided before its first byte. */
export interface Sequence {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly finish: FinishReason;
  readonly seed: number | null;
}

export interface Generation extends Sequence {
  readonly promptTokens: number;
  readonly prefill: readonly { id: number; text: string; logprob: number | null }[];
  readonly others: readonly Sequence[];
}

/** With the marker of the beginning. */
export const inputTokensOf = (inputs: string): string[] => ['<s>', ...tokensOf(inputs)];

export function generate(request: GenerationRequest, limit: number): Generation {
  const prompt = inputTokensOf(request.inputs).slice(-(request.truncate ?? 2 ** 30));
  const [first, ...others] = Array.from({ length: request.bestOf ?? 1 }, (_, index) =>
    sequence(request, limit, index),
  );
  return {
    ...first!,
    promptTokens: prompt.length,
    prefill: request.prefillDetails
      ? prompt.map((text, at) => ({ id: tokenId(text), text, logprob: at === 0 ? null : logprobOf(text) }))
      : [],
    others,
  };
}

function sequence(request: GenerationRequest, limit: number, index: number): Sequence {
  const sampling = samplingOf(request) || (request.bestOf ?? 1) > 1;
  const seed = sampling ? (request.seed ?? hash(`${request.inputs}:${index}`)) : (request.seed ?? null);
  const whole = say(request, limit, (sampling ? (seed ?? 0) : 0) + index);
  const tokens: Token[] = [];
  let text = '';
  for (const part of tokensOf(whole)) {
    tokens.push(token(part, request));
    text += part;
    if (request.stop.some((stop) => stop !== '' && text.includes(stop))) {
      return { text, tokens, finish: 'stop_sequence', seed };
    }
    if (tokens.length === limit) return { text, tokens, finish: 'length', seed };
  }
  tokens.push({ id: 2, text: '</s>', logprob: -0.01, special: true, skipped: false });
  return { text, tokens, finish: 'eos_token', seed };
}

function say(request: GenerationRequest, limit: number, seed: number): string {
  const { ids, mergeKey } = request.adapter;
  const adapter = mergeKey === undefined ? ids[0] : ids.join(' and ');
  if (request.format) return JSON.stringify(sampleOf(request.format.schema, adapter ?? 'the base model'));
  let text = replyTo(request.inputs, adapter, seed);
  // Without the end marker a model goes on until it may not.
  if (request.ignoreEos)
    for (let at = 1; tokensOf(text).length < limit; at += 1)
      text += replyTo(request.inputs, adapter, seed + at);
  return text;
}

function token(text: string, { alternatives }: GenerationRequest): Token {
  const plain = { id: tokenId(text), text, logprob: logprobOf(text), special: false, skipped: false };
  if (alternatives === undefined) return plain;
  const others = Array.from({ length: alternatives }, (_, at) => ({
    id: tokenId(`${text}${at}`),
    text: at === 0 ? text : `${text}${at}`,
    logprob: plain.logprob - at / 2,
  }));
  return { ...plain, alternative_tokens: others };
}
