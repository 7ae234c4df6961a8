import { t } from '@vscode/l10n';

/** Well-known open models, from their cards on huggingface.co. Modal runs any other that vLLM does. */
export const catalogueDate = '2026-09-01';

export interface ListedModel {
  id: string;
  description: string;
  /** Tokens, as its card says. */
  contextLength?: number;
  /** Its repository asks for consent and a token. */
  gated?: true;
}

const k = 1024;

export const listedModels: readonly ListedModel[] = [
  { id: 'Qwen/Qwen3-8B-FP8', description: t('Small, with and without thinking.'), contextLength: 32 * k },
  {
    id: 'Qwen/Qwen3-4B-Instruct-2507',
    description: t('Very small, answers directly.'),
    contextLength: 256 * k,
  },
  {
    id: 'Qwen/Qwen3-30B-A3B-Instruct-2507-FP8',
    description: t('Mixture of experts: fast for its size.'),
    contextLength: 256 * k,
  },
  {
    id: 'Qwen/Qwen3-Coder-30B-A3B-Instruct-FP8',
    description: t('For code and agents.'),
    contextLength: 256 * k,
  },
  { id: 'Qwen/Qwen3.6-27B-FP8', description: t('The example of Modal’s Endpoints.') },
  { id: 'Qwen/Qwen2.5-7B-Instruct', description: t('Widely fine-tuned.'), contextLength: 32 * k },
  {
    id: 'openai/gpt-oss-20b',
    description: t('Open weights, reasons before it answers.'),
    contextLength: 128 * k,
  },
  { id: 'openai/gpt-oss-120b', description: t('The larger one of the two.'), contextLength: 128 * k },
  {
    id: 'meta-llama/Llama-3.1-8B-Instruct',
    description: t('Widely fine-tuned.'),
    contextLength: 128 * k,
    gated: true,
  },
  {
    id: 'meta-llama/Llama-3.3-70B-Instruct',
    description: t('Large, general.'),
    contextLength: 128 * k,
    gated: true,
  },
  {
    id: 'google/gemma-3-12b-it',
    description: t('Reads pictures, too.'),
    contextLength: 128 * k,
    gated: true,
  },
  {
    id: 'mistralai/Mistral-7B-Instruct-v0.3',
    description: t('Small and widely fine-tuned.'),
    contextLength: 32 * k,
  },
  {
    id: 'mistralai/Mistral-Small-3.2-24B-Instruct-2506',
    description: t('General, reads pictures.'),
    contextLength: 128 * k,
  },
  { id: 'microsoft/phi-4', description: t('Small, good at reasoning.'), contextLength: 16 * k },
  {
    id: 'deepseek-ai/DeepSeek-R1-Distill-Qwen-7B',
    description: t('Small, reasons before it answers.'),
    contextLength: 128 * k,
  },
  {
    id: 'deepseek-ai/DeepSeek-R1-Distill-Llama-70B',
    description: t('Large, reasons before it answers.'),
    contextLength: 128 * k,
  },
  {
    id: 'nvidia/NVIDIA-Nemotron-Nano-9B-v2',
    description: t('Small, reasoning can be switched.'),
    contextLength: 128 * k,
  },
  { id: 'zai-org/GLM-4.5-Air-FP8', description: t('Large, for agents.'), contextLength: 128 * k },
  {
    id: 'moonshotai/Kimi-K2-Instruct-0905',
    description: t('Very large, for agents. Needs many GPUs.'),
    contextLength: 256 * k,
  },
];

/** Families that Modal's guide on Endpoints names. Which of their models it takes, Modal says when one is made. */
const families = [
  /^qwen\//i,
  /^moonshotai\/kimi/i,
  /^google\/gemma-4/i,
  /^deepseek-ai\//i,
  /^nvidia\/.*nemotron/i,
  /^openai\/gpt-oss/i,
  /^zai-org\/glm/i,
];

export function isEndpointFamily(model: string): boolean {
  return families.some((family) => family.test(model));
}
