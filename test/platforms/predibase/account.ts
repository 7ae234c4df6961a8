/** The one account of the simulator. */
export const account = {
  apiToken: 'pb_simulated0123456789abcdef',
  tenant: 'a1b2c3',
  username: 'dev@example.com',
} as const;

/** What servers of a person's own ask for: the owner of a private adapter, and a proxy in front. */
export const serverKeys = {
  huggingFaceToken: 'hf_simulatedtoken0123456789',
  proxyToken: 'lorax-proxy-key-1',
} as const;

export interface Subscription {
  readonly id: number;
  readonly tier: string;
  readonly isTrial: boolean;
  readonly expiration: string | null;
  /** Null: not expired; 0 or less: expired. */
  readonly daysRemainingInPlan: number | null;
  readonly active: boolean;
}

export const subscription: Subscription = {
  id: 9,
  tier: 'enterprise',
  isTrial: false,
  expiration: null,
  daysRemainingInPlan: null,
  active: true,
};

/** Nano-dollars per GPU hour, made up: the platform publishes none. */
export const accelerators: Readonly<Record<string, number | undefined>> = {
  a10_24gb_100: 2_600_000_000,
  l4_24gb_100: 2_140_000_000,
  l40s_48gb_100: 3_200_000_000,
  a100_80gb_100: 4_800_000_000,
  a100_80gb_200: 9_600_000_000,
  a10_24gb_400: undefined,
  h100_80gb_pcie_100: undefined,
  h100_80gb_sxm_100: undefined,
};

/** Short names, and what the server behind calls the same model. */
export const baseModels: Readonly<
  Record<string, { modelId: string; architecture: string; maxInputLength: number; accelerator: string }>
> = {
  'qwen3-8b': {
    modelId: 'Qwen/Qwen3-8B',
    architecture: 'Qwen3ForCausalLM',
    maxInputLength: 32_767,
    accelerator: 'l40s_48gb_100',
  },
  'qwen3-32b': {
    modelId: 'predibase/Qwen3-32B-dequantized',
    architecture: 'Qwen3ForCausalLM',
    maxInputLength: 32_767,
    accelerator: 'a100_80gb_100',
  },
  'llama-3-1-8b-instruct': {
    modelId: 'predibase/Meta-Llama-3.1-8B-Instruct-dequantized',
    architecture: 'LlamaForCausalLM',
    maxInputLength: 63_999,
    accelerator: 'a10_24gb_100',
  },
};
