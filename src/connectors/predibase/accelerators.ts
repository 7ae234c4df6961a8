import type { InstanceType } from '../catalogue.ts';
import type { HourlyPrice, ModelRef } from '../domain.ts';
import { PriceBook } from '../price-book.ts';
import type { OwnPrices } from '../price-book.ts';

/**
 * Ids that Predibase's documentation has named (inference/deployments/private, and tables of it quoted
 * elsewhere). No call lists them, and none gives a price.
 */
const bundled = [
  'a10_24gb_100',
  'a10_24gb_400',
  'l4_24gb_100',
  'l40s_48gb_100',
  'a100_80gb_100',
  'a100_80gb_200',
  'h100_80gb_pcie_100',
  'h100_80gb_sxm_100',
];

/** Taken as `<gpu>_<memory>gb[_variant]_<100 × number of GPUs>`: a pattern of the known ids, not a promise. */
const pattern = /^([a-z][a-z0-9]*)_(\d+)gb(?:_([a-z0-9]+))?_(\d+)00$/;

export class Accelerators {
  readonly prices: PriceBook;
  readonly #seen = new Set<string>();

  constructor(prices: OwnPrices | undefined) {
    this.prices = new PriceBook(prices);
  }

  /** An id that a deployment has is one that can be chosen. */
  saw(id: string): void {
    this.#seen.add(id);
  }

  list(): InstanceType[] {
    const priced = this.prices.names.filter((id) => pattern.test(id));
    return [...new Set([...bundled, ...this.#seen, ...priced])].map((id) => this.describe(id));
  }

  describe(id: string): InstanceType {
    const [, gpu, memory, form, count] = pattern.exec(id) ?? [];
    const price = this.price(id);
    const name = [gpu?.toUpperCase(), form?.toUpperCase()].filter(Boolean).join(' ');
    return {
      id,
      label: gpu === undefined ? id : `${count}× ${name} ${memory} GB`,
      ...(gpu === undefined ? {} : { gpu: name, gpuCount: Number(count), gpuMemoryGb: Number(memory) }),
      ...(price ? { price } : {}),
      regions: [],
    };
  }

  price(id: string | undefined, model?: string | ModelRef): HourlyPrice | undefined {
    return this.prices.hourly([id, model]);
  }
}
