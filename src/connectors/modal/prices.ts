import type { HourlyPrice, ModelRef, NanoUsd, PriceSource } from '../domain.ts';
import { isCancelled } from '../errors.ts';
import { nanoFromDollars } from '../money.ts';
import { PriceBook } from '../price-book.ts';
import type { OwnPrices } from '../price-book.ts';
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
  /** What runs on it, where that is known. */
  model?: ModelRef | undefined;
}

/** What a container costs by the hour: by the workspace's rates, the person's own price, or the bundled table. */
export class Prices {
  readonly #api: ModalApi;
  readonly #book: PriceBook;
  /** Per hour, by normal name. */
  #rates = new Map<string, NanoUsd>();
  #readAt: number | undefined;
  #askedAt: number | undefined;

  constructor(api: ModalApi, own?: OwnPrices) {
    this.#api = api;
    this.#book = new PriceBook(own);
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
    const { gpu, model } = resources;
    return this.#book.hourly([gpu, model], this.#told(resources), listed(resources));
  }

  /** Of what no resources are known for, as of an Endpoint: only what the person set. */
  ofModel(model: ModelRef): HourlyPrice | undefined {
    return this.#book.hourly([model]);
  }

  /** Where the workspace's rates name the GPU; for processor and memory they or the table. */
  #told(resources: Resources): HourlyPrice | undefined {
    const gpu = firstGpu(resources.gpu);
    const rate = gpu && this.#rate(gpu.type);
    if (!gpu || rate === undefined || this.#readAt === undefined) return undefined;
    const core = this.#rate('CPU') ?? table.core;
    const gib = this.#rate('Memory') ?? table.gib;
    const source: PriceSource = { kind: 'platform', readAt: this.#readAt };
    return { perReplicaHour: sum(resources, { gpus: gpu.count * rate, core, gib }), source };
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

const table = { core: 3600 * cpuNanoPerSecond, gib: 3600 * memoryNanoPerSecond };

/** By the bundled table. */
function listed(resources: Resources): HourlyPrice | undefined {
  const gpu = firstGpu(resources.gpu);
  const nanoPerSecond = gpu && findGpu(gpu.type)?.nanoPerSecond;
  if (!gpu || nanoPerSecond === undefined) return undefined;
  return {
    perReplicaHour: sum(resources, { gpus: gpu.count * nanoPerSecond * 3600, ...table }),
    source: { kind: 'bundled', date: gpuTable.asOf, url: gpuTable.url },
  };
}

function sum(
  { cores = 0, memoryMib = 0, regions }: Resources,
  { gpus, core, gib }: { gpus: NanoUsd; core: NanoUsd; gib: NanoUsd },
): NanoUsd {
  return Math.round((gpus + cores * core + (memoryMib / 1024) * gib) * regionFactor(regions));
}
