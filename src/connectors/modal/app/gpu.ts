/** `H100:2`: a GPU type, perhaps pinned (`!`) or open upwards (`+`), and how many of it in one container. */
export interface GpuRequest {
  type: string;
  count: number;
}

/** Between choices in order of preference: `H100:2 > A100-80GB:2`. */
const separator = ' > ';

/** Modal's own way of writing it, as the file has it: one text, or several in order of preference. */
export function gpuOf(text: string): string | string[] {
  const choices = text
    .split('>')
    .map((part) => part.trim().toUpperCase())
    .filter((part) => part !== '');
  return choices.length > 1 ? choices : (choices[0] ?? '');
}

export function gpuText(gpu: string | string[]): string {
  return typeof gpu === 'string' ? gpu : gpu.join(separator);
}

/** Undefined: not written as Modal has it. */
export function parseGpu(text: string): GpuRequest | undefined {
  const [, type, count = '1'] = /^([A-Z][A-Z0-9-]*[!+]?)(?::([1-9]\d?))?$/.exec(text) ?? [];
  return type === undefined ? undefined : { type, count: Number(count) };
}

/** All choices, those that cannot be read left out. */
export function gpuRequests(gpu: string | string[]): GpuRequest[] {
  return [gpu].flat().flatMap((text) => parseGpu(text) ?? []);
}

/** The most of a kind in one container (Modal's guide on GPU acceleration). */
export function mostGpus(type: string): number {
  return /^A10G?$/.test(type) ? 4 : 8;
}
