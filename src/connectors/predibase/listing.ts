import type { Listing } from '../connector.ts';
import type { Deployment } from '../domain.ts';
import { PlatformError } from '../errors.ts';

/**
 * The control plane and the servers of a person's own, read side by side: one that fails hides nothing of
 * the other. What the control plane listed last stays, and is said to be old. A token that it refused is not sent
 * again with every look at the servers: only when a person asks.
 */
export class SideBySide {
  #last: Deployment[] = [];
  #refused: PlatformError | undefined;

  async list(
    plane: (() => Promise<Listing>) | undefined,
    servers: (() => Promise<Deployment[]>) | undefined,
    now: () => number,
    fresh = false,
  ): Promise<Listing> {
    const again = fresh ? undefined : this.#refused;
    const [listed, own] = await Promise.all([plane && (again ?? told(plane())), servers ? servers() : []]);
    this.#refused = listed instanceof PlatformError ? refusal(listed, this.#refused) : undefined;
    if (listed instanceof PlatformError) {
      // With nothing beside it, its failure is the whole answer.
      if (!servers || listed.code === 'cancelled') throw listed;
      return {
        deployments: [...this.#last, ...own],
        problems: [listed.data],
        complete: false,
        ...(this.#last.length === 0 ? {} : { stale: this.#last.map(({ id }) => id) }),
        readAt: now(),
      };
    }
    if (!listed) return { deployments: own, problems: [], complete: true, readAt: now() };
    this.#last = listed.deployments;
    return { ...listed, deployments: [...listed.deployments, ...own], readAt: now() };
  }
}

function refusal(error: PlatformError, before: PlatformError | undefined): PlatformError | undefined {
  if (error.code === 'cancelled') return before;
  return error.code === 'unauthorized' ? error : undefined;
}

async function told(listing: Promise<Listing>): Promise<Listing | PlatformError> {
  try {
    return await listing;
  } catch (error) {
    return PlatformError.from(error, 'predibase');
  }
}
