import type { Engine } from './engine.ts';
import type { AdapterWish } from './adapters.ts';
import type { Run } from './run.ts';

/** Known before a single token is: on a stream, adapter and all, these do not prove that anything was loaded. */
export function earlyHeaders(engine: Engine, inputs: string, adapter: AdapterWish): Record<string, string> {
  const source = adapter.source ?? engine.settings.defaultAdapterSource;
  return {
    'x-compute-type': 'gpu+optimized',
    'x-compute-characters': String(Array.from(inputs).length),
    'x-model-id': engine.settings.modelId,
    ...(adapter.ids.length > 0
      ? { 'x-adapter-id': adapter.ids.join(','), 'x-adapter-source': source.toLowerCase() }
      : {}),
  };
}

export const streamHeaders = { 'x-accel-buffering': 'no' } as const;

/** Whole milliseconds throughout, so a fast GPU's time per token reads 0. */
export function lateHeaders({ generation, times }: Run): Record<string, string> {
  const generated = generation.tokens.length;
  const total = times.validation + times.queue + times.inference;
  const perToken = times.inference / generated;
  const numbers = {
    'x-total-time': total,
    'x-compute-time': total,
    'x-validation-time': times.validation,
    'x-queue-time': times.queue,
    'x-inference-time': times.inference,
    'x-time-per-token': perToken,
    'x-time-to-first-token': times.firstToken,
    'x-time-per-output-token': (times.inference - times.firstToken) / Math.max(1, generated - 1),
    'x-prompt-tokens': generation.promptTokens,
    'x-generated-tokens': generated,
    'x-total-tokens': generation.promptTokens + generated,
    'x-skipped-tokens': 0,
  };
  return Object.fromEntries(
    Object.entries(numbers).map(([name, value]) => [name, String(Math.floor(value))]),
  );
}
