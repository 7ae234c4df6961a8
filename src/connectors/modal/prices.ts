import type { HourlyPrice, NanoUsd, PriceSource } from '../domain.ts';
import { isCancelled } from '../errors.ts';
import { nanoFromDollars } from '../money.ts';
import type { ModalApi } from './api.ts';
import { cpuNanoPerSecond, findGpu, firstGpu, gpuTable, memoryNanoPerSecond } from './gpus.ts';
import { regionFactor } from './regions.ts';

/** The workspace's own price list changes rarely. */
const keptFor = 6 * 3_600_000;

/** What one container is made of; what is not known is not in the price. */
export interface Resources {
  /** `H100:2`. */
  gpu: string;
  cores?: number | undefined;
  memoryMib?: number | undefined;
  regions?: readonly string[] | undefined;
}

/** What a container costs by the hour: the person's own price, then the workspace's rates, then the bundled table. */
export class Prices {
  readonly #api: ModalApi;
  readonly #own: Record<string, NanoUsd>;
  /** Per hour, by normal name. */
  #rates = new Map<string, NanoUsd>();
  #readAt: number | undefined;
  #askedAt: number | undefined;

  constructor(api: ModalApi, own: Record<string, NanoUsd> = {}) {
    this.#api = api;
    this.#own = own;
  }

  /** A list without it is as good: the table stands in. */
  async refresh(signal?: AbortSignal): Promise<void> {
    const now = this.#api.clock.now();
    if (this.#askedAt !== undefined && now - this.#askedAt < keptFor) return;
    try {
      const reply = await this.#api.optional('workspaceBillingRates', {}, { signal });
      this.#askedAt = now;
      if (!reply) return;
      this.#rates = new Map(
        Object.entries(reply.rates).flatMap(([name, rate]) => {
          const amount = nanoFromDollars(rate);
          return amount === undefined ? [] : [[normal(name), amount] as const];
        }),
      );
      this.#readAt = now;
    } catch (error) {
      if (isCancelled(error)) throw error;
      this.#askedAt = now;
    }
  }

  /** Undefined where the GPU's price is not known: no price is better than a wrong one. */
  of(resources: Resources): HourlyPrice | undefined {
    const set = Object.hasOwn(this.#own, resources.gpu) ? this.#own[resources.gpu] : undefined;
    if (set !== undefined) return { perReplicaHour: set, source: { kind: 'user' } };
    const gpu = firstGpu(resources.gpu);
    if (!gpu) return undefined;
    const rate = this.#rate(gpu.type);
    const known = rate ?? hourly(findGpu(gpu.type)?.nanoPerSecond);
    if (known === undefined) return undefined;
    const cores = resources.cores ?? 0;
    const gib = (resources.memoryMib ?? 0) / 1024;
    const cpu = cores * (this.#rate('CPU') ?? 3600 * cpuNanoPerSecond);
    const memory = gib * (this.#rate('Memory') ?? 3600 * memoryNanoPerSecond);
    const sum = (gpu.count * known + cpu + memory) * regionFactor(resources.regions);
    return { perReplicaHour: Math.round(sum), source: this.#source(rate !== undefined) };
  }

  #source(told: boolean): PriceSource {
    return told && this.#readAt !== undefined
      ? { kind: 'platform', readAt: this.#readAt }
      : { kind: 'bundled', date: gpuTable.asOf, url: gpuTable.url };
  }

  /** Modal does not document the names of its rates: `GPU H100` and `h100` are taken for the same. */
  #rate(name: string): NanoUsd | undefined {
    const wanted = normal(name);
    return ['', 'gpu', 'nvidia', 'gpunvidia']
      .map((prefix) => this.#rates.get(prefix + wanted))
      .find((rate) => rate !== undefined);
  }
}

function normal(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function hourly(nanoPerSecond: number | undefined): NanoUsd | undefined {
  return nanoPerSecond === undefined ? undefined : nanoPerSecond * 3600;
}
