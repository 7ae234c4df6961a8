/** Names and prices of replicate.com/pricing (late 2025), in micro-dollars per second of one instance. */
export const hardware: Readonly<Record<string, { name: string; microUsdPerSecond: number | undefined }>> = {
  cpu: { name: 'CPU', microUsdPerSecond: 100 },
  'gpu-t4': { name: 'Nvidia T4 GPU', microUsdPerSecond: 225 },
  'gpu-l40s': { name: 'Nvidia L40S GPU', microUsdPerSecond: 975 },
  'gpu-l40s-2x': { name: '2x Nvidia L40S GPU', microUsdPerSecond: 1950 },
  'gpu-a100-large': { name: 'Nvidia A100 (80GB) GPU', microUsdPerSecond: 1400 },
  'gpu-a100-large-2x': { name: '2x Nvidia A100 (80GB) GPU', microUsdPerSecond: 2800 },
  'gpu-h100': { name: 'Nvidia H100 GPU', microUsdPerSecond: 1525 },
  // Sold, but on no price list.
  'gpu-b300': { name: 'Nvidia B300 GPU', microUsdPerSecond: undefined },
};

export const defaultSkus = Object.keys(hardware).filter((sku) => sku !== 'gpu-b300');

export const hardwareName = (sku: string): string => hardware[sku]?.name ?? sku;
