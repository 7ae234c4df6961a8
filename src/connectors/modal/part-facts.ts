import { gpuText } from './app/gpu.ts';
import type { ServedPart } from './served.ts';
import type { Reply } from './wire.ts';

type GetInfo = Reply<'appGetInfo'>;
export type Summary = GetInfo['functionInfoSummaries'][string];
type Settings = NonNullable<Reply<'functionUpdateSchedulingParams'>['currentSettings']>;

/** Bounds of scaling; absent = not told. Seconds. */
export interface Scaling {
  min?: number;
  max?: number;
  buffer?: number;
  scaledown?: number;
}

/** A part with what is known of its settings; absent = not told. */
export interface PartFacts extends ServedPart {
  scaling: Scaling;
  concurrency?: number;
  targetInputs?: number;
  timeoutSeconds?: number;
  startupSeconds?: number;
  regions?: string[];
  cores?: number;
  memoryMib?: number;
  routingRegion?: string;
}

/** From the two answers that tell of it; which of their details are filled in depends on the server. */
export function partFacts(
  tag: string,
  reply: Pick<Reply<'functionGet'>, 'functionId' | 'handleMetadata' | 'function'>,
  summary?: Summary,
): PartFacts {
  const { handleMetadata: handle, function: data } = reply;
  const first = data?.rankedFunctions[0]?.function;
  const url = handle?.webUrl || handle?.ExperimentalFlashUrls[0] || data?.webUrl || data?.flashServiceUrls[0];
  const gpu = gpuOf(summary);
  const proxyAuth =
    summary?.requiresProxyAuth ??
    data?.webhookConfig?.requiresProxyAuth ??
    (data?.httpConfig ? !data.httpConfig.unauthenticated : undefined);
  const regions = first?.schedulerPlacement?.regions;
  return {
    id: reply.functionId,
    tag,
    kind: data?.isServer || (handle?.ExperimentalFlashUrls.length ?? 0) > 0 ? 'server' : 'function',
    ...(url ? { url } : {}),
    ...(gpu === undefined ? {} : { gpu }),
    ...(proxyAuth === undefined ? {} : { proxyAuth }),
    scaling: scalingOf(data?.autoscalerSettings),
    ...set('concurrency', first?.maxConcurrentInputs),
    ...set('targetInputs', first?.targetConcurrentInputs),
    ...set('timeoutSeconds', data?.timeoutSecs),
    ...set('startupSeconds', data?.startupTimeoutSecs),
    ...(regions && regions.length > 0 ? { regions } : {}),
    ...set('cores', (first?.resources?.milliCpu ?? 0) / 1000),
    ...set('memoryMib', first?.resources?.memoryMb),
    ...(data?.routingRegion ? { routingRegion: data.routingRegion } : {}),
  };
}

/** What is below nothing counts as not said. */
export function scalingOf(settings: Partial<Settings> | undefined): Scaling {
  const { minContainers, maxContainers, bufferContainers, scaledownWindow } = settings ?? {};
  const said = {
    min: minContainers,
    max: maxContainers,
    buffer: bufferContainers,
    scaledown: scaledownWindow,
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined && value >= 0));
}

/** In order of preference, as a file writes it. */
function gpuOf(summary: Summary | undefined): string | undefined {
  const kinds = (summary?.gpuConfig ?? []).flatMap(({ gpuType, count }) => {
    if (gpuType === '') return [];
    return [count > 1 ? `${gpuType.toUpperCase()}:${count}` : gpuType.toUpperCase()];
  });
  return kinds.length === 0 ? undefined : gpuText(kinds);
}

/** On the wire a number that is not set is 0, which none of these can be. */
function set<K extends string>(key: K, value: number | undefined): { [P in K]?: number } {
  const said = value !== undefined && value > 0 && Number.isFinite(value);
  return (said ? { [key]: value } : {}) as { [P in K]?: number };
}
