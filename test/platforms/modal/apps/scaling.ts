import type { Scaling, Served } from '../types.ts';

/** Modal's own, where nothing is said. */
export const defaults: Scaling = { minContainers: 0, scaledownWindow: 60 };

/** What the deployed file says. */
export function staticScaling({ config }: Served): Scaling {
  return {
    minContainers: config.min,
    ...(config.max === undefined ? {} : { maxContainers: config.max }),
    ...(config.buffer === undefined ? {} : { bufferContainers: config.buffer }),
    scaledownWindow: config.scaledownSeconds,
  };
}

/** What is in force. */
export const scalingOf = (served: Served): Scaling => ({
  ...defaults,
  ...staticScaling(served),
  ...served.overrides,
});

/** Requests that one container takes at once, and that it is meant to have. */
export function concurrencyOf(served: Served): { most: number; target: number } {
  const { kind, config, overrides } = served;
  const most = kind === 'server' ? Number.POSITIVE_INFINITY : Math.max(1, config.maxInputs);
  const wanted = overrides.targetConcurrencyFloat ?? config.targetInputs ?? config.maxInputs;
  return { most, target: Math.max(1, Math.min(wanted, most)) };
}
