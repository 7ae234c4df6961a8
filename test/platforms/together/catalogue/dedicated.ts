/** What the dedicated catalogue offers: one line per model, one per profile. */
export interface CatalogueEntry {
  readonly key: string;
  readonly name: string;
  readonly displayName: string;
  readonly publisher: string;
  readonly architecture: string;
  readonly context: number;
  readonly parameters: string;
  readonly status: 'RECOMMENDED' | 'SUPPORTED' | 'DEPRECATED';
  readonly type: 'chat' | 'language' | 'embedding';
  readonly features: readonly string[];
  readonly serverless?: string;
  readonly profiles: readonly {
    readonly quantization: string;
    readonly gpu: string;
    readonly count: number;
    readonly parallelism: string;
    readonly lora?: 'fixed' | 'dynamic' | 'disabled';
    readonly tps?: number;
    readonly ttftMs?: number;
  }[];
}

const chat = { type: 'chat', status: 'RECOMMENDED' } as const;

export const dedicatedCatalogue: readonly CatalogueEntry[] = [
  {
    ...chat,
    key: 'qwen9',
    name: 'Qwen/Qwen3.5-9B',
    displayName: 'Qwen3.5 9B',
    publisher: 'Qwen',
    architecture: 'Qwen3ForCausalLM',
    context: 262_144,
    parameters: '9000000000',
    features: ['TOOL_CALLING', 'STRUCTURED_OUTPUT'],
    profiles: [
      {
        quantization: 'FP8',
        gpu: 'h100-80gb',
        count: 1,
        parallelism: 'TP1',
        lora: 'dynamic',
        tps: 142.5,
        ttftMs: 95,
      },
      { quantization: 'BF16', gpu: 'h100-80gb', count: 1, parallelism: 'TP1', tps: 98, ttftMs: 120 },
      { quantization: 'FP8', gpu: 'b200-180gb', count: 1, parallelism: 'TP1', tps: 231, ttftMs: 60 },
    ],
  },
  {
    ...chat,
    key: 'llama70',
    name: 'meta-llama/Llama-3.3-70B-Instruct',
    displayName: 'Llama 3.3 70B Instruct',
    publisher: 'Meta',
    architecture: 'LlamaForCausalLM',
    context: 131_072,
    parameters: '70553706496',
    features: ['TOOL_CALLING'],
    serverless: 'meta-llama/Llama-3.3-70B-Instruct-Turbo',
    profiles: [
      { quantization: 'FP8', gpu: 'h100-80gb', count: 2, parallelism: 'TP2', tps: 76 },
      { quantization: 'BF16', gpu: 'h100-80gb', count: 8, parallelism: 'TP8', lora: 'fixed', tps: 88 },
    ],
  },
  {
    ...chat,
    key: 'r1',
    name: 'deepseek-ai/DeepSeek-R1',
    displayName: 'DeepSeek R1',
    publisher: 'DeepSeek',
    architecture: 'DeepseekV3ForCausalLM',
    context: 163_840,
    parameters: '671026419200',
    features: ['REASONING'],
    profiles: [{ quantization: 'FP8', gpu: 'h200-141gb', count: 8, parallelism: 'TP8 EP' }],
  },
  {
    ...chat,
    key: 'thinking',
    name: 'Qwen/Qwen3-30B-A3B-Thinking',
    displayName: 'Qwen3 30B A3B Thinking',
    publisher: 'Qwen',
    architecture: 'Qwen3MoeForCausalLM',
    context: 262_144,
    parameters: '30532122624',
    status: 'SUPPORTED',
    features: ['REASONING', 'TOOL_CALLING'],
    // No instance type lists A100, so its price is unknown.
    profiles: [{ quantization: 'BF16', gpu: 'a100-80gb', count: 2, parallelism: 'TP2' }],
  },
  {
    ...chat,
    key: 'gb300',
    name: 'zai-org/GLM-4.6',
    displayName: 'GLM 4.6',
    publisher: 'Z.ai',
    architecture: 'Glm4MoeForCausalLM',
    context: 202_752,
    parameters: '355000000000',
    status: 'SUPPORTED',
    features: ['TOOL_CALLING', 'REASONING'],
    profiles: [{ quantization: 'FP4', gpu: 'gb300-280gb', count: 1, parallelism: 'TP1' }],
  },
  {
    key: 'llamabase',
    type: 'language',
    status: 'SUPPORTED',
    name: 'meta-llama/Llama-3.1-8B',
    displayName: 'Llama 3.1 8B (base)',
    publisher: 'Meta',
    architecture: 'LlamaForCausalLM',
    context: 131_072,
    parameters: '8030261248',
    features: [],
    profiles: [{ quantization: 'BF16', gpu: 'h100-80gb', count: 1, parallelism: 'TP1' }],
  },
  {
    key: 'e5',
    type: 'embedding',
    status: 'DEPRECATED',
    name: 'intfloat/multilingual-e5-large-instruct',
    displayName: 'Multilingual E5 Large Instruct',
    publisher: 'Microsoft',
    architecture: 'XLMRobertaModel',
    context: 514,
    parameters: '559890432',
    features: [],
    profiles: [],
  },
];
