/** On the whole bill, by how closely a region is named (modal.com/pricing, 2026-09-01). */
const broad = 1.5;
const narrow = 1.75;

/** What choosing these regions multiplies the price by. */
export function regionFactor(regions: readonly string[] = []): number {
  if (regions.length === 0) return 1;
  return regions.every((region) => /^[a-z]{2}$/i.test(region.trim())) ? broad : narrow;
}

export const computeRegions = ['us', 'eu', 'uk', 'ap', 'us-east', 'us-central', 'us-west'];
export const routingRegions = ['us-east', 'us-west', 'eu-west', 'ap-south'];
