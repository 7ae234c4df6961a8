import type { InstanceType, RegionHeadroom } from '../connector.ts';
import type { HourlyPrice, ModelRef } from '../domain.ts';
import { nanoFromCents } from '../money.ts';
import type { PriceBook } from '../price-book.ts';
import type { TogetherApi } from './api.ts';
import { instanceType } from './wire.ts';
import type { WireInstanceType } from './wire.ts';

/** Prices change rarely; ten minutes keeps the steady state at one call per hundred endpoints. */
const staleAfter = 10 * 60_000;

/** Instance types with live prices. Nothing is bundled: the published tables contradict themselves. */
export class Hardware {
  readonly #api: TogetherApi;
  readonly #prices: PriceBook;
  /** With the prices that the platform told. */
  #known: InstanceType[] = [];
  #readAt: number | undefined;

  constructor(api: TogetherApi, prices: PriceBook) {
    this.#api = api;
    this.#prices = prices;
  }

  async read(signal?: AbortSignal): Promise<InstanceType[]> {
    const items = await this.#api.all(
      instanceType,
      '/public/inference-instance-types',
      { limit: undefined },
      signal,
    );
    const readAt = this.#api.clock.now();
    this.#known = items.map((item) => toInstanceType(item, readAt));
    this.#readAt = readAt;
    return this.#priced();
  }

  /** What is known, read again when it is old. */
  async recent(signal?: AbortSignal): Promise<InstanceType[]> {
    const fresh = this.#readAt !== undefined && this.#api.clock.now() - this.#readAt < staleAfter;
    return fresh ? this.#priced() : this.read(signal);
  }

  get stale(): boolean {
    return this.#readAt === undefined || this.#api.clock.now() - this.#readAt >= staleAfter;
  }

  /** With the platform's own price. */
  find(hardware: string | undefined): InstanceType | undefined {
    return hardware === undefined ? undefined : findInstanceType(this.#known, hardware);
  }

  /** Of one replica and hour, with this model on it. */
  price(hardware: string | undefined, model?: ModelRef): HourlyPrice | undefined {
    const type = this.find(hardware);
    return this.#prices.hourly([hardware, type?.id, model], type?.price);
  }

  #priced(): InstanceType[] {
    return this.#known.map((type) => {
      const { price: _told, ...rest } = type;
      const price = this.price(type.id);
      return { ...rest, ...(price ? { price } : {}) };
    });
  }
}

/** Joined on the id; some deployments leave out the maker's name (`1xh100-80gb`). */
export function findInstanceType(types: readonly InstanceType[], hardware: string): InstanceType | undefined {
  const plain = (id: string) => id.toLowerCase().replace('nvidia-', '');
  return types.find(({ id }) => id === hardware) ?? types.find(({ id }) => plain(id) === plain(hardware));
}

export function toInstanceType(wire: WireInstanceType, readAt: number): InstanceType {
  const cents = wire.priceCentsPerHour;
  // A price of 0 is a price that is not known.
  const perReplicaHour = cents === undefined || cents <= 0 ? undefined : nanoFromCents(cents);
  const { gpuType, gpuCount, gpuMemoryGib, description } = wire;
  return {
    id: wire.name ?? wire.id,
    label: description ?? wire.name ?? wire.id,
    ...(gpuType === undefined ? {} : { gpu: gpuType }),
    ...(gpuCount === undefined ? {} : { gpuCount }),
    ...(gpuMemoryGib === undefined ? {} : { gpuMemoryGb: gpuMemoryGib }),
    ...(perReplicaHour === undefined
      ? {}
      : { price: { perReplicaHour, source: { kind: 'platform', readAt } } }),
    regions: wire.regions.map(toRegion),
  };
}

/** Headroom that is left out is unknown; left out within a relation it is 0 (proto JSON). */
function toRegion({ name, headroom }: WireInstanceType['regions'][number]): RegionHeadroom {
  if (!headroom) return { name };
  return {
    name,
    replicas: headroom.value ?? 0,
    ...(headroom.relation === 'RELATION_GTE' ? { atLeast: true } : {}),
  };
}
