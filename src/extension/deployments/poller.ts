import type { Clock, Log } from '../../connectors/connector.ts';
import type { PlatformId } from '../../connectors/domain.ts';
import { PlatformError } from '../../connectors/errors.ts';
import type { Subscription } from '../events.ts';
import type { ReadOutcome } from './reader.ts';
import type { DeploymentService } from './service.ts';

/** Pace while a deployment is under way. */
const fastMs = 2000;
const backoffMaxMs = 60_000;

export interface PollerOptions {
  service: Pick<DeploymentService, 'changed' | 'poll' | 'readable'>;
  clock: Clock;
  /** Told of what nobody foresaw: a read that cannot even fail. */
  log: Pick<Log, 'warn'>;
  /** The user's setting, asked each time; 0 = off. */
  seconds: () => number;
  /** 0 to 1, for jitter. Default: Math.random. */
  random?: () => number;
}

/** What the poller knows of one platform. */
interface Lane {
  platform: PlatformId;
  /** Which connect it belongs to: another one starts afresh. */
  connection: number;
  underway: boolean;
  timer?: AbortController;
  inFlight?: AbortController;
  endedAt?: number;
  failures: number;
  /** Not before this, whatever the pace: what the platform asked for. */
  notBefore: number;
}

/**
 * Reads every connected platform on a timer, only while somebody looks.
 *
 * How to use it: `setVisible(true)` while the tree or any panel is visible AND the window is focused,
 * `setVisible(false)` otherwise (this aborts what is in flight). Call `settingsChanged()` when `seconds` may
 * have changed. It follows `service.changed` by itself: connections and deployments under way.
 */
export class Poller {
  readonly #options: PollerOptions;
  readonly #random: () => number;
  readonly #lanes = new Map<PlatformId, Lane>();
  readonly #subscription: Subscription;
  #visible = false;
  #disposed = false;

  constructor(options: PollerOptions) {
    this.#options = options;
    this.#random = options.random ?? Math.random;
    this.#subscription = options.service.changed(() => this.#follow());
  }

  setVisible(visible: boolean): void {
    if (this.#visible === visible || this.#disposed) return;
    this.#visible = visible;
    if (visible) this.#follow();
    else for (const lane of this.#lanes.values()) halt(lane);
  }

  settingsChanged(): void {
    this.#follow();
    for (const lane of this.#lanes.values()) this.#schedule(lane);
  }

  dispose(): void {
    this.#disposed = true;
    this.#subscription.dispose();
    for (const lane of this.#lanes.values()) halt(lane);
    this.#lanes.clear();
  }

  /** Brings the lanes in line with what is connected, and each lane with what goes on there. */
  #follow(): void {
    if (!this.#visible || this.#disposed) return;
    const readable = new Map(this.#options.service.readable().map((entry) => [entry.platform, entry]));
    for (const lane of this.#lanes.values()) {
      const now = readable.get(lane.platform);
      // Another key starts afresh; a refused one is not sent again and again.
      if (now?.connection === lane.connection && !now.refused) continue;
      halt(lane);
      this.#lanes.delete(lane.platform);
    }
    for (const { platform, connection, underway, refused } of readable.values()) {
      if (refused) continue;
      const known = this.#lanes.get(platform);
      const lane = known ?? { platform, connection, underway, failures: 0, notBefore: 0 };
      const sooner = underway && !lane.underway;
      lane.underway = underway;
      this.#lanes.set(platform, lane);
      if (!lane.timer || sooner) this.#schedule(lane);
    }
  }

  #schedule(lane: Lane): void {
    lane.timer?.abort();
    delete lane.timer;
    if (!this.#visible || this.#disposed || lane.inFlight || this.#options.seconds() <= 0) return;
    const { clock } = this.#options;
    const wait = this.#dueAt(lane) - clock.monotonic();
    if (wait <= 0) {
      void this.#poll(lane);
      return;
    }
    const timer = new AbortController();
    lane.timer = timer;
    clock.sleep(wait, timer.signal).then(
      () => {
        if (lane.timer !== timer) return;
        delete lane.timer;
        void this.#poll(lane);
      },
      () => undefined, // hidden, or another time was chosen
    );
  }

  /** From the end of the last read, so that a slow platform is not read without a pause. */
  #dueAt(lane: Lane): number {
    if (lane.endedAt === undefined) return lane.notBefore;
    const usual = this.#options.seconds() * 1000;
    const pace = lane.underway ? Math.min(fastMs, usual) : usual;
    // Up to a tenth later, so that windows do not march in step.
    const jittered = pace * 2 ** lane.failures * (1 + this.#random() / 10);
    const wait = lane.failures === 0 ? jittered : Math.max(pace, Math.min(jittered, backoffMaxMs));
    return Math.max(lane.endedAt + wait, lane.notBefore);
  }

  async #poll(lane: Lane): Promise<void> {
    const { service, clock } = this.#options;
    const inFlight = new AbortController();
    lane.inFlight = inFlight;
    const outcome = await service
      .poll(lane.platform, inFlight.signal)
      .catch((error: unknown) => this.#unforeseen(error));
    delete lane.inFlight;
    // Aborted because nobody looks any more: that read does not count, the next look reads at once.
    if (!inFlight.signal.aborted) this.#note(lane, outcome, clock.monotonic());
    if (this.#lanes.get(lane.platform) === lane) this.#schedule(lane);
  }

  #unforeseen(error: unknown): ReadOutcome {
    const { data } = PlatformError.from(error);
    this.#options.log.warn(`A reading broke off: ${error instanceof Error ? error.stack : data.message}`);
    return { kind: 'failed', error: data };
  }

  #note(lane: Lane, outcome: ReadOutcome, now: number): void {
    lane.endedAt = now;
    if (outcome.kind === 'failed') lane.failures++;
    else if (outcome.kind === 'read') lane.failures = 0;
    const wait =
      outcome.kind === 'failed'
        ? outcome.error.retryAfterMs
        : outcome.kind === 'read'
          ? outcome.retryAfterMs
          : 0;
    if (wait !== undefined) lane.notBefore = now + wait;
  }
}

function halt(lane: Lane): void {
  lane.timer?.abort();
  delete lane.timer;
  lane.inFlight?.abort();
}
