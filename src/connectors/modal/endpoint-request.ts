import type { EndpointChoice } from './endpoint-choice.ts';
import type { Request } from './wire.ts';

export interface Fillings {
  /** The name, where the choice leaves it to the default. */
  environment: string;
  hfToken: string;
  /** Of the volume that the choice names. */
  volumeId: string;
}

/** What Modal's own command line sends (`modal/cli/endpoint.py`); everything else stays unset. */
export function endpointRequest(choice: EndpointChoice, fillings: Fillings): Request<'endpointCreate'> {
  return {
    name: choice.name,
    proxyRegions: [choice.routingRegion],
    computeRegion: computeRegion(choice.compute),
    model: modelSource(choice, fillings),
    environmentName: fillings.environment,
    unauthenticated: !choice.proxyAuth,
  };
}

function computeRegion(compute: EndpointChoice['compute']) {
  switch (compute.kind) {
    case 'auto':
      return { auto: {} };
    case 'colocated':
      return { colocated: {} };
    case 'explicit':
      return { explicit: { regions: compute.regions } };
  }
}

function modelSource({ base, weights }: EndpointChoice, { hfToken, volumeId }: Fillings) {
  switch (weights.kind) {
    case 'catalogue':
      return { baseModelRepoId: base };
    case 'huggingface':
      return {
        custom: {
          baseModelRepoId: base,
          huggingface: {
            repoId: weights.repo,
            ...(weights.revision === '' ? {} : { revision: weights.revision }),
            ...(weights.sendToken && hfToken !== '' ? { huggingfaceToken: hfToken } : {}),
          },
        },
      };
    case 'volume':
      return {
        custom: { baseModelRepoId: base, modalVolume: { volumeId, modelPath: weights.path } },
      };
  }
}
