import type { V1Model } from './types.ts';

const free = { hourly: 0, input: 0, output: 0, base: 0, finetune: 0 };

/** `GET /v1/models`: mostly not callable, and nothing in the entry says so. */
export const serverlessModels: readonly V1Model[] = [
  model(
    'meta-llama/Llama-3.3-70B-Instruct-Turbo',
    'Meta Llama 3.3 70B Instruct Turbo',
    'Meta',
    'yes',
    131_072,
    {
      ...free,
      input: 0.88,
      output: 0.88,
      cached_input: 0.44,
    },
  ),
  model('openai/gpt-oss-20b', 'OpenAI GPT-OSS 20B', 'OpenAI', 'yes', 131_072, {
    ...free,
    input: 0.05,
    output: 0.2,
  }),
  model('Qwen/Qwen3-235B-A22B-Thinking-2507', 'Qwen3 235B A22B Thinking', 'Qwen', 'stream-only', 262_144, {
    ...free,
    input: 0.65,
    output: 3,
  }),
  model('deepseek-ai/DeepSeek-R1', 'DeepSeek R1', 'DeepSeek', 'yes', 163_840, {
    ...free,
    input: 3,
    output: 7,
  }),
  model('Qwen/Qwen3.5-9B', 'Qwen3.5 9B', 'Qwen', 'no', 262_144, free),
  model('meta-llama/Llama-3.1-8B-Instruct-Reference', 'Llama 3.1 8B Instruct', 'Meta', 'no', 16_384, free),
  model('acme/Qwen3.5-9B-ft-support-8c21', 'Qwen3.5-9B-ft-support-8c21', 'acme', 'no', 32_768, free),
  {
    callable: 'no',
    info: {
      id: 'openai/whisper-large-v3',
      object: 'model',
      created: 1_733_466_629,
      type: 'transcribe',
      display_name: 'Whisper large v3',
      organization: 'OpenAI',
      // Its token prices mean nothing; the real one hides in an undocumented place.
      pricing: { ...free, input: 0.27, output: 0.85, transcribe: { price_per_minute: 0.0015 } },
    },
  },
];

function model(
  id: string,
  display_name: string,
  organization: string,
  callable: V1Model['callable'],
  context_length: number,
  pricing: Record<string, unknown>,
): V1Model {
  const link = `https://huggingface.co/${id}`;
  return {
    callable,
    info: {
      id,
      object: 'model',
      created: 1_733_466_629,
      type: 'chat',
      display_name,
      organization,
      link,
      license: 'other',
      context_length,
      pricing,
    },
  };
}
