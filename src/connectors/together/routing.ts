import { pathPart } from '../address.ts';
import { isCancelled, PlatformError } from '../errors.ts';
import type { Memory } from '../connector.ts';
import type { TogetherApi } from './api.ts';
import type { Identity } from './identity.ts';
import type { Row } from './holding.ts';
import { stateWord } from './status.ts';
import { endpoint as endpointSchema } from './wire.ts';
import type { Endpoint, SplitEntry } from './wire.ts';

/**
 * The traffic split of an endpoint. Without an entry in it a READY deployment serves nothing. Always read,
 * changed and written back with its etag; entries of others stay as they are.
 */
export class Routing {
  readonly #api: TogetherApi;
  readonly #identity: Identity;
  readonly #memory: Memory;

  constructor(api: TogetherApi, identity: Identity, memory: Memory) {
    this.#api = api;
    this.#identity = identity;
    this.#memory = memory;
  }

  async path(endpointId: string, signal?: AbortSignal): Promise<string> {
    return `${await this.endpointsPath(signal)}/${pathPart(endpointId)}`;
  }

  async endpointsPath(signal?: AbortSignal): Promise<string> {
    return `${await this.#identity.projectPath(signal)}/endpoints`;
  }

  async read(endpointId: string, signal?: AbortSignal): Promise<Endpoint> {
    return this.#api.get(endpointSchema, 'v2', await this.path(endpointId, signal), {}, signal);
  }

  /**
   * Writes what `change` makes of the present split; nothing when it changes nothing. On a stale etag it
   * is read again and tried once more: the change concerns one entry, so others' edits are kept.
   */
  async edit(
    endpointId: string,
    change: (split: SplitEntry[]) => SplitEntry[],
    signal?: AbortSignal,
  ): Promise<Endpoint> {
    for (let attempt = 0; ; attempt++) {
      const current = await this.read(endpointId, signal);
      const wanted = change(current.trafficSplit);
      if (same(current.trafficSplit, wanted)) return current;
      try {
        const written = await this.#api.call(endpointSchema, {
          method: 'PATCH',
          base: 'v2',
          path: await this.path(endpointId, signal),
          query: { updateMask: 'trafficSplit' },
          body: { ...(current.etag === undefined ? {} : { etag: current.etag }), trafficSplit: wanted },
          repeat: current.etag === undefined ? 'never' : 'etag',
          signal,
        });
        this.#memory.set(routedKey(endpointId), String(this.#api.clock.now()));
        return written;
      } catch (error) {
        if (attempt > 0 || !isStale(error)) throw error;
      }
    }
  }

  /**
   * Gives a deployment a weight when it has no entry. Where that is not possible yet, it is noted and
   * tried again at each list, once the deployment is READY. Returns whether it stands in the split.
   */
  async route(endpointId: string, deploymentId: string, signal?: AbortSignal): Promise<boolean> {
    const key = pendingKey(deploymentId);
    this.#memory.set(key, '1');
    try {
      await this.edit(endpointId, (split) => withEntry(split, deploymentId, 1), signal);
      this.#memory.set(key, undefined);
      return true;
    } catch (error) {
      if (isCancelled(error)) throw error;
      this.#api.log?.warn(
        `The traffic of ${deploymentId} is set later: ${PlatformError.from(error).message}`,
      );
      return false;
    }
  }

  async settle(rows: readonly Row[], signal?: AbortSignal): Promise<void> {
    for (const { reading, endpoint } of rows) {
      if (this.#memory.get(pendingKey(reading.id)) === undefined) continue;
      const word = stateWord(reading.status?.state);
      if (word === 'FAILED') this.#memory.set(pendingKey(reading.id), undefined);
      if (word !== 'READY') continue;
      if (await this.route(endpoint.id, reading.id, signal))
        endpoint.trafficSplit = withEntry(endpoint.trafficSplit, reading.id, 1);
    }
  }

  isPending(deploymentId: string): boolean {
    return this.#memory.get(pendingKey(deploymentId)) !== undefined;
  }

  forget(deploymentId: string): void {
    this.#memory.set(pendingKey(deploymentId), undefined);
  }

  routedAt(endpointId: string): number | undefined {
    const text = this.#memory.get(routedKey(endpointId));
    return text === undefined ? undefined : Number(text);
  }
}

const pendingKey = (deploymentId: string) => `together.route.${deploymentId}`;
const routedKey = (endpointId: string) => `together.routed.${endpointId}`;

export function withEntry(split: readonly SplitEntry[], deploymentId: string, weight: number): SplitEntry[] {
  if (split.some((entry) => entry.deploymentId === deploymentId)) return [...split];
  return [...split, { deploymentId, weight }];
}

/** As much weight per replica as the heaviest of the others, so that none is favoured; 1 where it is alone. */
export function withWeight(split: readonly SplitEntry[], deploymentId: string): SplitEntry[] {
  const own = split.find((entry) => entry.deploymentId === deploymentId);
  if (own && own.weight > 0) return [...split];
  const weight = Math.max(0, ...split.map((entry) => entry.weight)) || 1;
  if (!own) return [...split, { deploymentId, weight }];
  return split.map((entry) => (entry === own ? { ...entry, weight } : entry));
}

export function withoutEntry(split: readonly SplitEntry[], deploymentId: string): SplitEntry[] {
  return split.filter((entry) => entry.deploymentId !== deploymentId);
}

function same(a: readonly SplitEntry[], b: readonly SplitEntry[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The 409 of an etag that is no longer current, as opposed to that of a rollout's lock. */
export function isStale(error: unknown): boolean {
  if (!(error instanceof PlatformError) || error.data.status !== 409) return false;
  const { platformCode, platformMessage } = error.data;
  // Without a word of what it is at odds with, looking again decides.
  if (platformCode === undefined && platformMessage === undefined) return true;
  return (
    /aborted|etag/i.test(`${platformCode ?? ''} ${platformMessage ?? ''}`) &&
    !/rollout/i.test(platformMessage ?? '')
  );
}
