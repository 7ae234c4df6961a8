import { isCancelled } from '../errors.ts';
import type { ModelRef } from '../domain.ts';
import { mapLimited } from '../paging.ts';
import type { TogetherApi } from './api.ts';
import { modelFor } from './mapping.ts';
import { resourceName } from './units.ts';
import { model, supportedModel } from './wire.ts';
import type { SupportedModel, WireModel } from './wire.ts';

export interface KnownModel {
  name: string;
  /** chat, language, code, embedding …; of own models their base says it. */
  type?: string | undefined;
  /** The base of a fine-tune or adapter. */
  base?: string | undefined;
  /** The base, for a LoRA adapter. */
  adapterOf?: string | undefined;
}

const tryAgainAfter = 10 * 60_000;

/**
 * Names for people, by model id. Deployments carry resource names only; the catalogue is asked once and
 * each other model once. A model without a name is shown by its id: naming never fails a list.
 */
export class ModelNames {
  readonly #api: TogetherApi;
  readonly #known = new Map<string, KnownModel>();
  readonly #askedAt = new Map<string, number>();

  constructor(api: TogetherApi) {
    this.#api = api;
  }

  learnSupported(item: SupportedModel): void {
    // A model that can chat has a template for it, whatever kind it is listed as.
    const type = item.capabilities.includes('CAPABILITY_CHAT') ? 'chat' : item.displayType;
    const known = { name: item.name, type };
    for (const wireName of [item.baseModel, ...item.deploymentProfiles.map((profile) => profile.model)]) {
      const id = resourceName(wireName)?.id;
      if (id !== undefined) this.#known.set(id, known);
    }
    if (item.baseModelId) this.#known.set(item.baseModelId, known);
  }

  learnOwn(item: WireModel): void {
    const adapter = item.weights?.type === 'WEIGHTS_TYPE_ADAPTER';
    this.#known.set(item.id, {
      name: item.name,
      base: item.baseModel ?? item.baseModelId,
      ...(adapter ? { adapterOf: item.baseModel ?? item.baseModelId ?? '' } : {}),
    });
  }

  get(wireName: string | undefined): KnownModel | undefined {
    return this.#known.get(resourceName(wireName)?.id ?? wireName ?? '');
  }

  /** What kind of model it is, or its base. */
  typeOf(wireName: string | undefined): string | undefined {
    const known = this.get(wireName);
    return known?.type ?? (known?.base === undefined ? undefined : this.get(known.base)?.type);
  }

  ref(wireName: string | undefined): ModelRef {
    const known = this.get(wireName);
    const base = known?.adapterOf;
    return modelFor(wireName, known?.name, base === undefined ? undefined : (this.get(base)?.name ?? base));
  }

  async resolve(wireNames: readonly (string | undefined)[], signal?: AbortSignal): Promise<void> {
    const unknown = () => [...new Set(wireNames.filter((name) => name && !this.get(name)))] as string[];
    if (unknown().length > 0) await this.#once('catalogue', () => this.#readCatalogue(signal));
    // Of many, some are asked for in the next rounds.
    const now = unknown()
      .filter((wireName) => this.#isDue(wireName))
      .slice(0, this.#api.budget.share);
    await mapLimited(now, 4, (wireName) => this.#once(wireName, () => this.#readOne(wireName, signal)));
  }

  async #readCatalogue(signal?: AbortSignal): Promise<void> {
    const query = { product: 'PRODUCT_DEDICATED' };
    for (const item of await this.#api.all(supportedModel, '/supported-models', query, signal))
      this.learnSupported(item);
  }

  async #readOne(wireName: string, signal?: AbortSignal): Promise<void> {
    const name = resourceName(wireName);
    if (!name) return;
    // The owner stands in the resource name: with another project in the path the answer is 404.
    this.learnOwn(
      await this.#api.get(model, 'v2', `/projects/${name.project}/models/${name.id}`, {}, signal),
    );
  }

  #isDue(key: string): boolean {
    return this.#api.clock.now() - (this.#askedAt.get(key) ?? -Infinity) >= tryAgainAfter;
  }

  async #once(key: string, read: () => Promise<void>): Promise<void> {
    if (!this.#isDue(key)) return;
    this.#askedAt.set(key, this.#api.clock.now());
    try {
      await read();
    } catch (error) {
      if (isCancelled(error)) {
        this.#askedAt.delete(key);
        throw error;
      }
      this.#api.log?.debug(`No name for ${key}: ${error instanceof Error ? error.message : 'failed'}`);
    }
  }
}
