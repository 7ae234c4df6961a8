/**
 * What one generated app is: everything that goes into its file, under the names that the file uses. Plain data
 * without secrets; kept beside the deployment, because Modal does not give it back.
 */
export interface AppSpec {
  app: string;
  tags: Record<string, string>;
  /** Container image with vLLM. */
  image: string;
  model: string;
  /** Pinned version of the model; empty = the newest. */
  revision: string;
  /** Names that it answers to; the first is reported. */
  served: string[];
  /** One, or several in order of preference: `H100:2`. */
  gpu: string | string[];
  /** GPUs of one container, which the model is spread over. */
  tensor_parallel: number;
  cpu: number | null;
  /** MiB. */
  memory: number | null;
  min: number;
  max: number | null;
  buffer: number | null;
  /** Seconds. */
  scaledown: number;
  timeout: number;
  startup: number;
  region: string[];
  max_inputs: number;
  target_inputs: number | null;
  port: number;
  serving: 'web' | 'server';
  /** Servers only. */
  routing_region: string;
  proxy_auth: boolean;
  hf_secret: string;
  secrets: string[];
  env: Record<string, string>;
  hf_cache_volume: string;
  vllm_cache_volume: string;
  adapter_volume: string;
  loras: { name: string; path: string; base_model_name: string }[];
  max_lora_rank: number;
  args: string[];
}

/** How it is deployed, beside what is in the file. */
export interface AppChoice {
  spec: AppSpec;
  /** Modal's environment; empty = the workspace's default. */
  environment: string;
  strategy: 'rolling' | 'recreate';
  /** Name of the file, `my_llm.py`. */
  file: string;
}
