import type { InstanceType } from '../types.ts';
import type { World } from '../world.ts';

/** Prices are samples: the platform's own page contradicts itself, so a client must read them here. */
const types: InstanceType[] = [
  instance('1xnvidia-h100-80gb', 'H100', 1, 80, 549, [
    { name: 'us-east-1', headroom: { value: 4, relation: 'RELATION_GTE' } },
    { name: 'us-central-1', headroom: { value: 2, relation: 'RELATION_EQ' } },
    { name: 'eu-west-1' },
  ]),
  instance('2xnvidia-h100-80gb', 'H100', 2, 80, 1098, [
    { name: 'us-east-1', headroom: { value: 2, relation: 'RELATION_EQ' } },
  ]),
  instance('8xnvidia-h100-80gb', 'H100', 8, 80, 4392, [
    // A relation without a value: proto JSON leaves the zero out.
    { name: 'us-east-1', headroom: { relation: 'RELATION_EQ' } },
  ]),
  instance('1xnvidia-h200-141gb', 'H200', 1, 141, 699, [{ name: 'us-central-1' }]),
  instance('8xnvidia-h200-141gb', 'H200', 8, 141, 5592, [
    { name: 'us-central-1', headroom: { value: 1, relation: 'RELATION_GTE' } },
  ]),
  instance('1xnvidia-b200-180gb', 'B200', 1, 180, 899, [
    { name: 'us-east-1', headroom: { value: 1, relation: 'RELATION_EQ' } },
  ]),
  // "Contact sales": listed without a price.
  instance('1xnvidia-gb300-280gb', 'GB300', 1, 280, 0, [{ name: 'us-east-1' }]),
];

function instance(
  id: string,
  gpuType: string,
  gpuCount: number,
  gpuMemoryGib: number,
  priceCentsPerHour: number,
  regions: InstanceType['regions'],
): InstanceType {
  const description = `${gpuCount}x NVIDIA ${gpuType} ${gpuMemoryGib}GB`;
  return { id, description, gpuType, gpuCount, gpuMemoryGib, priceCentsPerHour, regions };
}

/** v1 ids and units differ: cents per minute. */
export const v1Hardware = [
  v1('1x_nvidia_h100_80gb_sxm', 9, 'h100-80gb', 80, 1, 'available'),
  v1('8x_nvidia_h200_140gb_sxm', 88, 'h200-140gb', 140, 8, 'insufficient'),
  v1('2x_nvidia_a100_80gb_sxm', 8.6, 'a100-80gb', 80, 2, 'unavailable'),
];

function v1(
  id: string,
  cents: number,
  gpu_type: string,
  gpu_memory: number,
  gpu_count: number,
  status: string,
): { id: string; pricing: { cents_per_minute: number }; specs: Record<string, unknown>; status: string } {
  return {
    id,
    pricing: { cents_per_minute: cents },
    specs: { gpu_type, gpu_link: 'sxm', gpu_memory, gpu_count },
    status,
  };
}

export function addHardware(world: World): void {
  for (const type of types) {
    world.instanceTypes.set(type.id, { ...type });
    world.quota.set(type.gpuType, 100);
  }
  world.placementProfiles.push({
    id: 'pp_us1',
    name: 'us-first',
    preferredRegions: ['us-east-1', 'us-central-1'],
  });
}
