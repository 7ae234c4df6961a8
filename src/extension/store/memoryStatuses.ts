import type { TimeWindow } from '../../connectors/connector.ts';
import type { DeploymentKey } from '../deployments/types.ts';
import type { StatusSample } from '../metrics/types.ts';

/** Status readings while there is no file. */
export class MemoryStatuses {
  readonly #byDeployment = new Map<DeploymentKey, Map<number, StatusSample>>();

  add(sample: StatusSample): void {
    const samples = this.#byDeployment.get(sample.deployment) ?? new Map<number, StatusSample>();
    this.#byDeployment.set(sample.deployment, samples.set(sample.at, sample));
  }

  within(window: TimeWindow, deployment: DeploymentKey): StatusSample[] {
    const all = [...(this.#byDeployment.get(deployment)?.values() ?? [])].sort((a, b) => a.at - b.at);
    const before = all.findLast((sample) => sample.at < window.from)?.at ?? window.from;
    const after = all.find((sample) => sample.at >= window.to)?.at ?? window.to;
    return all.filter((sample) => sample.at >= before && sample.at <= after);
  }

  since(at: number): StatusSample[] {
    return this.all().filter((sample) => sample.at > at);
  }

  prune(before: number): void {
    for (const samples of this.#byDeployment.values())
      for (const at of samples.keys()) if (at < before) samples.delete(at);
  }

  all(): StatusSample[] {
    return [...this.#byDeployment.values()].flatMap((samples) => [...samples.values()]);
  }
}
