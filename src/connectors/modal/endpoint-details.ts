import { isCancelled, PlatformError } from '../errors.ts';
import { mapLimited } from '../paging.ts';
import type { ModalApi } from './api.ts';
import type { EndpointItem } from './reading.ts';
import type { Reply } from './wire.ts';

const atOnce = 4;
/** A field of it may change without a trace in the list. */
const keptFor = 10 * 60_000;

export type EndpointInfo = Reply<'endpointGetInfo'>;

interface Kept {
  mark: string;
  readAt: number;
  info: EndpointInfo;
}

/** Address, model and app of Endpoints, read once for each state that the list shows. */
export class EndpointDetailsBook {
  readonly #api: ModalApi;
  readonly #kept = new Map<string, Kept>();

  constructor(api: ModalApi) {
    this.#api = api;
  }

  of(id: string): EndpointInfo | undefined {
    return this.#kept.get(id)?.info;
  }

  /** Apps that serve Endpoints: they are no deployments of their own. */
  appIds(): Set<string> {
    return new Set([...this.#kept.values()].flatMap(({ info }) => info.metadata?.appId || []));
  }

  async refresh(
    items: readonly EndpointItem[],
    options: { fresh?: boolean; signal?: AbortSignal | undefined } = {},
  ): Promise<Map<string, PlatformError>> {
    const failed = new Map<string, PlatformError>();
    const changed = items.filter((item) => options.fresh === true || this.#isOld(item));
    await mapLimited(changed, atOnce, async (item) => {
      try {
        await this.read(item.endpointId, markOf(item), options.signal);
      } catch (error) {
        if (isCancelled(error)) throw error;
        if (!(error instanceof PlatformError) || error.code !== 'not-found')
          failed.set(item.endpointId, PlatformError.from(error, 'modal'));
      }
    });
    return failed;
  }

  /** Undefined: the server does not have this call. */
  async read(id: string, mark: string, signal?: AbortSignal): Promise<EndpointInfo | undefined> {
    const info = await this.#api.optional('endpointGetInfo', { endpointId: id }, { signal });
    if (info) this.#kept.set(id, { mark, readAt: this.#api.clock.now(), info });
    return info;
  }

  #isOld(item: EndpointItem): boolean {
    const kept = this.#kept.get(item.endpointId);
    if (!kept || kept.mark !== markOf(item)) return true;
    return this.#api.clock.now() - kept.readAt >= keptFor;
  }
}

export function markOf({
  status,
  provisioningStatus,
  appState,
  updatedAt,
  unauthenticated,
}: EndpointItem): string {
  return [status, provisioningStatus, appState, updatedAt, unauthenticated].join('|');
}
