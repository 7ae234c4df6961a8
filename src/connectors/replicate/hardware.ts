import type { InstanceType } from '../connector.ts';
import type { HourlyPrice, ModelRef } from '../domain.ts';
import { isCancelled } from '../errors.ts';
import type { ReplicateApi } from './api.ts';
import type { PriceBook } from '../price-book.ts';
import { tablePrice, skuFacts } from './prices.ts';
import { hardwareList } from './wire.ts';

/** The list differs by account and over time: kept for minutes, not days. */
const keptFor = 10 * 60_000;

/** What an account may choose from, by the platform; what it costs, from the bundled table. */
export class Hardware {
  readonly #api: ReplicateApi;
  readonly #prices: PriceBook;
  #types: InstanceType[] | undefined;
  #readAt = 0;

  constructor(api: ReplicateApi, prices: PriceBook) {
    this.#api = api;
    this.#prices = prices;
  }

  async read(signal?: AbortSignal): Promise<InstanceType[]> {
    const listed = await this.#api.get(hardwareList, '/hardware', {}, signal);
    this.#types = listed.map(({ sku, name }) => this.#toType(sku, name));
    this.#readAt = this.#api.clock.now();
    return this.#types;
  }

  async recent(signal?: AbortSignal): Promise<InstanceType[]> {
    const old = this.#api.clock.now() - this.#readAt > keptFor;
    return this.#types && !old ? this.#types : this.read(signal);
  }

  /** Only for names: a list without it is as good. Not asked again at each poll when it fails. */
  async tryRecent(signal?: AbortSignal): Promise<void> {
    if (this.#api.clock.now() - this.#readAt <= keptFor) return;
    await this.read(signal).catch((error: unknown) => {
      if (isCancelled(error)) throw error;
      this.#readAt = this.#api.clock.now();
    });
  }

  /** Also for hardware that is not offered any more: a deployment may still run on it. */
  find(sku: string): InstanceType {
    return this.#types?.find(({ id }) => id === sku) ?? this.#toType(sku, undefined);
  }

  /** Of one instance and hour, with this model on it. */
  price(sku: string | undefined, model: ModelRef | undefined): HourlyPrice | undefined {
    return this.#prices.hourly([sku, model], sku === undefined ? undefined : tablePrice(sku));
  }

  /** Undefined while the list is not known. */
  offers(sku: string): boolean | undefined {
    return this.#types?.some(({ id }) => id === sku);
  }

  #toType(sku: string, name: string | undefined): InstanceType {
    const facts = skuFacts(sku);
    const price = this.price(sku, undefined);
    return {
      id: sku,
      label: name ?? sku,
      ...(facts?.gpu === undefined ? {} : { gpu: facts.gpu }),
      ...(facts?.gpuCount === undefined ? {} : { gpuCount: facts.gpuCount }),
      ...(facts?.gpuMemoryGb === undefined ? {} : { gpuMemoryGb: facts.gpuMemoryGb }),
      ...(price ? { price } : {}),
      regions: [],
    };
  }
}
