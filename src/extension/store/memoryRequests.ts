import type { TimeWindow } from '../../connectors/connector.ts';
import type { DeploymentKey } from '../deployments/types.ts';
import type { RequestSample } from '../metrics/types.ts';

/** Requests while there is no file. */
export class MemoryRequests {
  readonly #byId = new Map<string, RequestSample>();

  add(sample: RequestSample): void {
    this.#byId.set(sample.id, sample);
  }

  within(window: TimeWindow, deployment?: DeploymentKey): RequestSample[] {
    return [...this.#byId.values()]
      .filter((sample) => sample.sentAt >= window.from && sample.sentAt < window.to)
      .filter((sample) => deployment === undefined || sample.deployment === deployment)
      .sort((a, b) => a.sentAt - b.sentAt);
  }

  prune(before: number): void {
    for (const [id, sample] of this.#byId) if (sample.sentAt < before) this.#byId.delete(id);
  }

  all(): RequestSample[] {
    return [...this.#byId.values()];
  }
}
