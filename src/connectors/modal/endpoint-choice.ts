import type { DeploymentSpec } from '../connector.ts';
import type { OptionValue } from '../domain.ts';

/** Where Modal's own command line puts the routing of an Endpoint. */
const usualRegion = 'us-west';

/** An Endpoint as it is asked for, with every default filled in. */
export interface EndpointChoice {
  name: string;
  /** Empty = the workspace's default. */
  environment: string;
  /** The model of the catalogue that it is or comes from. */
  base: string;
  weights:
    | { kind: 'catalogue' }
    | { kind: 'huggingface'; repo: string; revision: string; sendToken: boolean }
    | { kind: 'volume'; volume: string; path: string };
  routingRegion: string;
  compute: { kind: 'auto' } | { kind: 'colocated' } | { kind: 'explicit'; regions: string[] };
  proxyAuth: boolean;
}

export function chooseEndpoint({ name, model, config }: DeploymentSpec): EndpointChoice {
  const options: Record<string, OptionValue> = config.options ?? {};
  const text = (option: string): string => {
    const value = options[option];
    return typeof value === 'string' ? value.trim() : '';
  };
  return {
    name: name.trim(),
    environment: text('environment'),
    base: model.id.trim(),
    weights: weightsOf(text, options['sendHfToken'] === true),
    routingRegion: text('routingRegion') || usualRegion,
    compute: computeOf(text('computeRegion'), config.regions ?? []),
    proxyAuth: options['proxyAuth'] !== false,
  };
}

function weightsOf(text: (option: string) => string, sendToken: boolean): EndpointChoice['weights'] {
  switch (text('weights')) {
    case 'huggingface':
      return {
        kind: 'huggingface',
        repo: text('weightsRepo'),
        revision: text('weightsRevision'),
        sendToken,
      };
    case 'volume':
      return { kind: 'volume', volume: text('weightsVolume'), path: text('weightsPath') };
    default:
      return { kind: 'catalogue' };
  }
}

function computeOf(kind: string, regions: readonly string[]): EndpointChoice['compute'] {
  if (kind === 'colocated') return { kind };
  if (kind !== 'explicit') return { kind: 'auto' };
  return { kind, regions: regions.map((region) => region.trim()).filter((region) => region !== '') };
}
