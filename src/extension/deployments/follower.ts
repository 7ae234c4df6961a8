import type { Clock } from '../../connectors/connector.ts';

/** A number of a local file each time: nothing that a platform or a battery would feel. */
const everyMs = 2000;

export interface FollowerOptions {
  clock: Clock;
  /** Takes over what other windows have read. */
  adopt: () => void;
}

/** Looks at what another window reads while this one is seen without having the focus. */
export class Follower {
  readonly #options: FollowerOptions;
  #following: AbortController | undefined;

  constructor(options: FollowerOptions) {
    this.#options = options;
  }

  setFollowing(following: boolean): void {
    if (following === (this.#following !== undefined)) return;
    this.#following?.abort();
    this.#following = following ? new AbortController() : undefined;
    if (this.#following) void this.#follow(this.#following.signal);
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { clock, adopt } = this.#options;
    try {
      for (;;) {
        adopt();
        await clock.sleep(everyMs, signal);
      }
    } catch {
      // It has the focus now, or is not seen.
    }
  }

  dispose(): void {
    this.setFollowing(false);
  }
}
