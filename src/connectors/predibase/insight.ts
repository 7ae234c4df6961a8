import { allOrNone } from '../all-or-none.ts';
import { PlatformError } from '../errors.ts';
import type { LogEntry, PlatformUsage, TimeWindow } from '../insight.ts';
import { ActiveTime } from './active-time.ts';
import type { Deployments } from './deployments.ts';
import { readEvents, toLogEntries } from './events.ts';
import { isShared } from './ownership.ts';
import { configOf } from './shape.ts';
import { toUsage } from './usage.ts';

/** What can be read about a deployment beside its row: what happened to it, and for how long it was active. */
export class Insight {
  readonly #deployments: Deployments;
  readonly #activeTime: ActiveTime;

  constructor(deployments: Deployments) {
    this.#deployments = deployments;
    this.#activeTime = new ActiveTime(deployments.memory);
  }

  async logs(
    name: string,
    query: { since?: number; limit?: number },
    signal?: AbortSignal,
  ): Promise<LogEntry[]> {
    return toLogEntries(await this.#events(name, signal), query);
  }

  async usage(name: string, window: TimeWindow, signal?: AbortSignal): Promise<PlatformUsage> {
    const { accelerators, api } = this.#deployments;
    const [wire, events] = await allOrNone(
      signal,
      (within) => this.#deployments.read(name, within),
      (within) => this.#events(name, within).catch(unlessMissing),
    );
    return toUsage({
      window,
      readAt: api.clock.now(),
      samples: this.#activeTime.samples(name),
      total: events?.resourceActiveTime,
      price: accelerators.price(configOf(wire).instanceType, wire.model?.name ?? wire.config?.baseModel),
      shared: isShared(wire),
    });
  }

  /** Each reading tells the running total, so each is kept. */
  async #events(name: string, signal?: AbortSignal) {
    const events = await readEvents(this.#deployments.legacy, name, signal);
    const seconds = events?.resourceActiveTime;
    if (seconds !== undefined && seconds >= 0)
      this.#activeTime.add(name, { at: this.#deployments.api.clock.now(), seconds });
    return events;
  }
}

/** Not every deployment need have a place among the older paths. */
function unlessMissing(error: unknown): undefined {
  if (error instanceof PlatformError && error.data.status === 404) return undefined;
  throw error;
}
