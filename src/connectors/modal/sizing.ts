import { mostGpus } from './app/gpu.ts';
import { gpus } from './gpus.ts';

/** Room for the cache of attention and for what runs beside the weights. */
const headroom = 1.3;
/** What each further GPU counts as dearer: the weights then travel between them. */
const apart = 0.25;
const counts = [1, 2, 4, 8];
/** Too old for what many models need, and too scarce to begin with. */
const unusual = new Set(['T4', 'B300']);

/** GB of weights, from what a name says about itself: `Llama-3.3-70B`, `…-FP8`. Undefined: it does not say. */
export function weightsGb(model: string): number | undefined {
  const name = model.slice(model.lastIndexOf('/') + 1);
  const known = /^kimi-k2/i.test(name) ? 1000 : undefined;
  const written = /(?:^|[-_.])(\d+(?:\.\d+)?)b(?=$|[-_.])/i.exec(name)?.[1];
  const billions = known ?? (written === undefined ? undefined : Number(written));
  if (billions === undefined || billions <= 0) return undefined;
  return billions * bytesOf(name);
}

function bytesOf(name: string): number {
  if (/awq|gptq|int4|4bit|w4a16|nvfp4|mxfp4|gpt-oss/i.test(name)) return 0.6;
  return /fp8|int8|w8a8|kimi-k2/i.test(name) ? 1.05 : 2;
}

/** The cheapest GPUs that hold the weights; undefined where their size is not known or nothing does. */
export function suggestedGpu(model: string): string | undefined {
  const weights = weightsGb(model);
  if (weights === undefined) return undefined;
  const fits = gpus
    .filter(({ type }) => !unusual.has(type))
    .flatMap(({ type, memoryGb, nanoPerSecond }) =>
      counts
        .filter((count) => count <= mostGpus(type) && count * memoryGb >= headroom * weights + 4 * count)
        .map((count) => ({
          id: count === 1 ? type : `${type}:${count}`,
          count,
          cost: count * (nanoPerSecond ?? Infinity) * (1 + apart * (count - 1)),
        })),
    )
    .sort((a, b) => a.cost - b.cost);
  return fits[0]?.id;
}
