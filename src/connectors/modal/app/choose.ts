import type { DeploymentConfig, OptionValue } from '../../domain.ts';
import type { DeploymentSpec } from '../../plan.ts';
import { fileNameOf } from './file-name.ts';
import { gpuOf, gpuRequests, gpuText } from './gpu.ts';
import type { AppChoice, AppSpec } from './spec.ts';
import { argsOf, loraOf, loraText, tagOf, tagText } from './texts.ts';

/** What holds where a person chooses nothing. Seconds. */
export const defaults = {
  image: 'vllm/vllm-openai:v0.11.2',
  cacheVolume: 'huggingface-cache',
  routingRegion: 'us-east',
  maxInputs: 32,
  // Modal's own minute would reload the model again and again.
  scaledown: 300,
  timeout: 600,
  // Modal's own five seconds are too short for weights to be downloaded and loaded.
  startup: 1200,
  // An adapter of a higher rank stops vLLM at its start; its own default of 16 is below what is common.
  maxLoraRank: 64,
} as const;

const port = 8000;
const kernelCacheVolume = 'vllm-cache';

/** A deployment as a person configured it, with every default filled in. Whether it is right: `appChecks`. */
export function choose({ name, model, config }: DeploymentSpec): AppChoice {
  const option = optionsOf(config);
  const base = model.kind === 'adapter' ? (model.base ?? '').trim() : model.id.trim();
  const own = model.kind === 'adapter' ? [model.id.trim()] : [];
  const gpu = gpuOf(config.instanceType ?? '');
  const max = config.maxReplicas ?? null;
  const app = name.trim();
  const hfSecret = option.text('hfSecret');
  const spec: AppSpec = {
    app,
    tags: Object.fromEntries((config.tags ?? []).map(tagOf)),
    image: option.text('image') || defaults.image,
    model: base,
    revision: option.text('revision'),
    served: servedNames(option.text('servedName'), base),
    gpu,
    tensor_parallel: gpuRequests(gpu)[0]?.count ?? 1,
    cpu: option.number('cpu') ?? null,
    memory: option.number('memoryMb') ?? null,
    min: config.minReplicas ?? 0,
    max,
    buffer: option.number('buffer') ?? null,
    scaledown: option.number('scaledownSeconds') ?? defaults.scaledown,
    timeout: config.timeoutSeconds ?? defaults.timeout,
    startup: option.number('startupSeconds') ?? defaults.startup,
    region: trimmed(config.regions ?? []),
    max_inputs: config.concurrency ?? defaults.maxInputs,
    target_inputs: option.number('targetInputs') ?? null,
    port,
    serving: option.text('serving') === 'server' ? 'server' : 'web',
    routing_region: option.text('routingRegion') || defaults.routingRegion,
    proxy_auth: option.flag('proxyAuth') ?? true,
    hf_secret: hfSecret,
    secrets: [...new Set(option.lines('secrets'))].filter((secret) => secret !== hfSecret),
    env: { ...config.environment },
    hf_cache_volume: option.text('cacheVolume') || defaults.cacheVolume,
    vllm_cache_volume: kernelCacheVolume,
    adapter_volume: option.text('adapterVolume'),
    loras: [...option.lines('adapters'), ...own].map((line) => ({
      ...loraOf(line),
      base_model_name: base,
    })),
    max_lora_rank: option.number('maxLoraRank') ?? defaults.maxLoraRank,
    args: option.lines('vllmArgs').flatMap(argsOf),
  };
  return {
    spec,
    environment: option.text('environment'),
    strategy: strategyOf(option.text('strategy')) ?? usualStrategy(max),
    file: option.text('file') || fileNameOf(app),
  };
}

/** The other way round, for showing and changing it: `choose` makes the same choice of it again. */
export function specOf({ spec, environment, strategy, file }: AppChoice): DeploymentSpec {
  const options: Record<string, OptionValue | null> = {
    way: 'app',
    environment,
    proxyAuth: spec.proxy_auth,
    serving: spec.serving,
    buffer: spec.buffer,
    targetInputs: spec.target_inputs,
    scaledownSeconds: spec.scaledown,
    startupSeconds: spec.startup,
    secrets: spec.secrets,
    hfSecret: spec.hf_secret,
    adapters: spec.loras.map(loraText),
    adapterVolume: spec.adapter_volume,
    maxLoraRank: String(spec.max_lora_rank),
    image: spec.image,
    revision: spec.revision,
    servedName: spec.served.length === 1 && spec.served[0] === spec.model ? '' : spec.served.join(', '),
    vllmArgs: spec.args,
    cacheVolume: spec.hf_cache_volume,
    // Unless it was chosen it follows from the maximum, and a new one when that changes.
    strategy: strategy === usualStrategy(spec.max) ? null : strategy,
    file,
    cpu: spec.cpu,
    memoryMb: spec.memory,
    routingRegion: spec.routing_region,
  };
  return {
    name: spec.app,
    model: { id: spec.model, name: spec.model, kind: 'model' },
    variant: 'app',
    config: {
      minReplicas: spec.min,
      ...(spec.max === null ? {} : { maxReplicas: spec.max }),
      instanceType: gpuText(spec.gpu),
      concurrency: spec.max_inputs,
      timeoutSeconds: spec.timeout,
      regions: spec.region,
      environment: spec.env,
      tags: Object.entries(spec.tags).map(tagText),
      options: withoutUnset(options),
    },
  };
}

/** What a change makes of it: only what the change names is another. */
export function changed(choice: AppChoice, change: DeploymentConfig): AppChoice {
  const before = specOf(choice);
  const { options, ...common } = change;
  return choose({
    ...before,
    config: { ...before.config, ...common, options: { ...before.config.options, ...options } },
  });
}

/** A rolling deployment would wait for a place that its forerunner holds (Modal's changelog, 1.4.0). */
function usualStrategy(max: number | null): AppChoice['strategy'] {
  return max === 1 ? 'recreate' : 'rolling';
}

function servedNames(text: string, model: string): string[] {
  const names = [...new Set(trimmed(text.split(',')))];
  return names.length > 0 ? names : [model];
}

function strategyOf(text: string): AppChoice['strategy'] | undefined {
  return text === 'rolling' || text === 'recreate' ? text : undefined;
}

/** Options by name; a value of another type counts as not set. A number may come as text, from a list. */
function optionsOf({ options = {} }: DeploymentConfig) {
  return {
    text: (name: string): string => {
      const value = options[name];
      return typeof value === 'string' ? value.trim() : '';
    },
    number: (name: string): number | undefined => {
      const value = options[name];
      if (typeof value === 'number') return value;
      return typeof value === 'string' && value.trim() !== '' ? Number(value) : undefined;
    },
    flag: (name: string): boolean | undefined => {
      const value = options[name];
      return typeof value === 'boolean' ? value : undefined;
    },
    lines: (name: string): string[] => {
      const value = options[name];
      return Array.isArray(value) ? trimmed(value) : [];
    },
  };
}

function trimmed(texts: readonly string[]): string[] {
  return texts.map((text) => text.trim()).filter((text) => text !== '');
}

function withoutUnset(options: Record<string, OptionValue | null>): Record<string, OptionValue> {
  return Object.fromEntries(
    Object.entries(options).filter((entry): entry is [string, OptionValue] => entry[1] !== null),
  );
}
