import { t } from '@vscode/l10n';
import { allOrNone } from '../all-or-none.ts';
import type { ModelVariant } from '../connector.ts';
import { isCancelled, PlatformError } from '../errors.ts';
import type { TogetherApi } from './api.ts';
import { unlessGone } from './gone.ts';
import type { Hardware } from './hardware.ts';
import type { Identity } from './identity.ts';
import { resourceName } from './units.ts';
import { modelConfig, supportedModel } from './wire.ts';
import type { ModelConfig, Profile, SupportedModel, WireModel } from './wire.ts';
import { mapLimited } from '../paging.ts';

/** The two resource names that a deployment is created from, passed on as the platform gave them. */
export interface Binding {
  model: string;
  config: string;
}

export function variantId({ model, config }: Binding): string {
  return `${config}|${model}`;
}

export function bindingOf(variant: string | undefined): Binding | undefined {
  const [config, model, ...rest] = variant?.split('|') ?? [];
  return config && model && rest.length === 0 ? { model, config } : undefined;
}

/** The ways to run a model: certified profiles of the catalogue, or the configs that refer to it. */
export class Variants {
  readonly #api: TogetherApi;
  readonly #identity: Identity;
  readonly #hardware: Hardware;
  /** Configs never change: a new revision has a new id. */
  readonly #configs = new Map<string, ModelConfig>();

  constructor(api: TogetherApi, identity: Identity, hardware: Hardware) {
    this.#api = api;
    this.#identity = identity;
    this.#hardware = hardware;
  }

  async ofSupported(item: SupportedModel, signal?: AbortSignal): Promise<ModelVariant[]> {
    const profiles = item.deploymentProfiles.filter(
      ({ model, config }) => (model || item.baseModel) && config,
    );
    if (profiles.length === 0) {
      const found = item.baseModel ? await this.#ofConfigs(item.baseModel, item.baseModel, signal) : [];
      return found.length > 0 ? found : cannotRun(item.name);
    }
    return this.#ofProfiles(profiles, item, signal);
  }

  /**
   * An adapter is merged into its base at deployment, so it runs on a config of its base; a base of the
   * catalogue often has its configs only in its profiles.
   */
  async ofOwn(id: string, item: WireModel, signal?: AbortSignal): Promise<ModelVariant[]> {
    const base = item.weights?.type === 'WEIGHTS_TYPE_ADAPTER' ? resourceName(item.baseModel) : undefined;
    const found = await this.#ofConfigs(id, id, signal);
    if (found.length > 0 || !base) return found.length > 0 ? found : cannotRun(item.name);
    const ofBase = await this.#ofConfigs(id, `projects/${base.project}/models/${base.id}`, signal);
    if (ofBase.length > 0) return ofBase;
    const query = { product: 'PRODUCT_DEDICATED' };
    const catalogue = await this.#api.all(supportedModel, '/supported-models', query, signal);
    const entry = catalogue.find(({ baseModel }) => resourceName(baseModel)?.id === base.id);
    const profiles = entry?.deploymentProfiles.filter(({ config }) => config) ?? [];
    if (!entry || profiles.length === 0) return cannotRun(item.name);
    return this.#ofProfiles(
      profiles.map((profile) => ({ ...profile, model: id })),
      entry,
      signal,
    );
  }

  async instanceType(config: string, signal?: AbortSignal): Promise<string | undefined> {
    return instanceTypeOf(await this.#config(config, signal));
  }

  async #ofProfiles(
    profiles: readonly Profile[],
    item: SupportedModel,
    signal?: AbortSignal,
  ): Promise<ModelVariant[]> {
    const [configs] = await allOrNone(
      signal,
      (within) => mapLimited(profiles, 4, (profile) => this.#config(profile.config ?? '', within)),
      (within) => this.#readHardware(within),
    );
    return profiles.map((profile, index) => {
      const { gpuType, gpuCount } = profile;
      const fallback = gpuType ? `${gpuCount ?? 1}× ${plainGpu(gpuType)}` : undefined;
      return profileVariant(profile, item, configs[index], this.#gpusOf(configs[index]) ?? fallback);
    });
  }

  /** Only for the names of the GPUs: without the table the variants are still there. */
  async #readHardware(signal?: AbortSignal): Promise<void> {
    try {
      await this.#hardware.recent(signal);
    } catch (error) {
      if (isCancelled(error)) throw error;
    }
  }

  /** `2× H100`, as the instance type spells it: profiles say now NVIDIA-H100, now H100. */
  #gpusOf(config: ModelConfig | undefined): string | undefined {
    const { gpu, gpuCount } = this.#hardware.find(instanceTypeOf(config)) ?? {};
    return gpu === undefined ? undefined : `${gpuCount ?? 1}× ${plainGpu(gpu)}`;
  }

  async #ofConfigs(model: string, reference: string, signal?: AbortSignal): Promise<ModelVariant[]> {
    const owner = resourceName(reference);
    if (!owner) return [];
    const referenceModel = `projects/${owner.project}/models/${owner.id}`;
    // Asked in our own project: the list holds the public configs and ours, whoever owns the model.
    const project = await this.#identity.projectPath(signal);
    const configs = await this.#api.all(modelConfig, `${project}/configs`, { referenceModel }, signal);
    await this.#readHardware(signal);
    return configs.map((config) => configVariant(config, model, owner.project, this.#gpusOf(config)));
  }

  /** Only for the instance type and with it the price: without it the variant still works. */
  async #config(wireName: string, signal?: AbortSignal): Promise<ModelConfig | undefined> {
    const known = this.#configs.get(wireName);
    const name = resourceName(wireName);
    if (known || !name) return known;
    try {
      const own = `${await this.#identity.projectPath(signal)}/configs/${name.id}`;
      const owners = `/projects/${name.project}/configs/${name.id}`;
      const read = (path: string) => this.#api.get(modelConfig, 'v2', path, {}, signal);
      const config = (await unlessGone(read(own))) ?? (await read(owners));
      this.#configs.set(wireName, config);
      return config;
    } catch (error) {
      if (isCancelled(error)) throw error;
      return undefined;
    }
  }
}

export function instanceTypeOf(config: ModelConfig | undefined): string | undefined {
  const value = (key: string) => config?.selectors.find((selector) => selector.key === key)?.value;
  const type = value('accelerator_type');
  const count = value('accelerator_count');
  return type && count ? `${count}x${type}` : undefined;
}

function profileVariant(
  profile: Profile,
  item: SupportedModel,
  config: ModelConfig | undefined,
  gpus: string | undefined,
): ModelVariant {
  const { quantization, parallelism, modelName, performanceBenchmarks: speed } = profile;
  const instanceType = instanceTypeOf(config);
  return {
    id: variantId({ model: profile.model || (item.baseModel ?? ''), config: profile.config ?? '' }),
    label: [quantization, gpus].filter(Boolean).join(' on ') || (modelName ?? item.name),
    details: [
      ...(modelName && modelName !== item.name ? [modelName] : []),
      ...(parallelism ? [t`parallelism ${parallelism}`] : []),
      ...optimization(config),
      ...(speed?.decodingSpeedTps
        ? [t`${Math.round(speed.decodingSpeedTps)} tokens/s measured by Together AI`]
        : []),
      ...(speed?.timeToFirstTokenMs
        ? [t`${Math.round(speed.timeToFirstTokenMs)} ms to the first token`]
        : []),
    ],
    ...(instanceType === undefined ? {} : { instanceType }),
  };
}

function configVariant(
  config: ModelConfig,
  model: string,
  project: string,
  gpus: string | undefined,
): ModelVariant {
  const instanceType = instanceTypeOf(config);
  return {
    id: variantId({ model, config: `projects/${config.projectId ?? project}/configs/${config.id}` }),
    label: gpus ?? instanceType ?? config.id,
    details: [...optimization(config), ...(config.draftModel ? [t('speculative decoding')] : [])],
    ...(instanceType === undefined ? {} : { instanceType }),
  };
}

function plainGpu(name: string): string {
  return name.replace(/^nvidia[-_ ]?/i, '');
}

function optimization(config: ModelConfig | undefined): string[] {
  const value = config?.selectors.find(({ key }) => key === 'optimization')?.value;
  return value ? [t`optimized: ${value}`] : [];
}

function cannotRun(name: string): never {
  throw new PlatformError({
    platform: 'together',
    code: 'unsupported',
    message: t`Together AI has no certified configuration for ${name}, so it cannot be deployed.`,
    hint: t('Choose another model, or a fine-tune of a base that the catalogue lists.'),
    field: 'model',
  });
}
