import type { InstanceType } from '../connector.ts';
import { mostGpus } from './app/gpu.ts';
import { gpuLabel, gpus } from './gpus.ts';
import type { Prices } from './prices.ts';
import { computeRegions } from './regions.ts';

const counts = [1, 2, 4, 8];

/** Each kind of GPU in the numbers that one container takes. */
export function hardware(prices: Prices): InstanceType[] {
  return gpus.flatMap(({ type, memoryGb, note }) =>
    counts
      .filter((count) => count <= mostGpus(type))
      .map((count): InstanceType => {
        const id = count === 1 ? type : `${type}:${count}`;
        const price = prices.of({ gpu: id });
        const label = gpuLabel({ type, count });
        return {
          id,
          label: note === undefined ? label : `${label} (${note})`,
          gpu: type,
          gpuCount: count,
          gpuMemoryGb: memoryGb * count,
          ...(price ? { price } : {}),
          regions: computeRegions.map((name) => ({ name })),
        };
      }),
  );
}
