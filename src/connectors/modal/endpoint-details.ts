import type { PlatformError } from '../errors.ts';
import { Owed } from '../owed.ts';
import type { Rank } from '../owed.ts';
import type { ModalApi } from './api.ts';
import { readOwed } from './owing.ts';
import type { Round } from './owing.ts';
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
  readonly #owed = new Owed();
  /** Where the server does not have this call, nothing more is to come. */
  readonly #asked = new Set<string>();

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

  /** It was never read, and will be in one of the next rounds. */
  isAwaited(id: string): boolean {
    return this.#owed.has(id) && !this.#asked.has(id);
  }

  /** What is known of it is of another state, and will be read anew in one of the next rounds. */
  isOutdated(item: EndpointItem): boolean {
    const kept = this.#kept.get(item.endpointId);
    return kept !== undefined && this.#owed.has(item.endpointId) && kept.mark !== markOf(item);
  }

  /** Reads those that have changed, as many as the round may, and gives back what failed. */
  refresh(items: readonly EndpointItem[], round: Round): Promise<Map<string, PlatformError>> {
    const wanted = new Map(items.map((item) => [item.endpointId, item]));
    for (const item of items) {
      const rank = this.#rankOf(item) ?? (round.fresh ? 'again' : undefined);
      if (rank) this.#owed.add(item.endpointId, rank);
    }
    return readOwed(this.#owed, wanted, { round, callsEach: 1, atOnce }, (item) =>
      this.read(item.endpointId, markOf(item), round.signal),
    );
  }

  /** Undefined: the server does not have this call. */
  async read(id: string, mark: string, signal?: AbortSignal): Promise<EndpointInfo | undefined> {
    const info = await this.#api.optional('endpointGetInfo', { endpointId: id }, { signal });
    if (info) this.#kept.set(id, { mark, readAt: this.#api.clock.now(), info });
    this.#asked.add(id);
    this.#owed.settle(id);
    return info;
  }

  #rankOf(item: EndpointItem): Rank | undefined {
    const kept = this.#kept.get(item.endpointId);
    // Which app serves it is told nowhere else: that one would stand in the list a second time.
    if (!kept) return this.#asked.has(item.endpointId) ? 'again' : 'must';
    if (kept.mark !== markOf(item)) return 'changed';
    return this.#api.clock.now() - kept.readAt >= keptFor ? 'again' : undefined;
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
