import type { TimeWindow } from '../../connectors/connector.ts';
import type { DeploymentKey } from '../deployments/types.ts';
import type { StatusSample, WatchStretch } from '../metrics/types.ts';

/** Status readings while there is no file. */
export class MemoryStatuses {
  readonly #byDeployment = new Map<DeploymentKey, Map<number, StatusSample>>();

  readonly #stretches = new Map<string, WatchStretch>();

  watched(stretch: WatchStretch): void {
    this.#stretches.set(`${stretch.scope} ${stretch.writer} ${stretch.since}`, stretch);
  }

  watches({ from, to }: TimeWindow): WatchStretch[] {
    return [...this.#stretches.values()].filter(({ since, until }) => since < to && until >= from);
  }

  forgetAfter(scope: string, after: number): void {
    for (const samples of this.#byDeployment.values())
      for (const [at, sample] of samples) if (at > after && sample.scope === scope) samples.delete(at);
    for (const [key, stretch] of this.#stretches) {
      if (stretch.scope !== scope || stretch.until <= after) continue;
      if (stretch.since > after) this.#stretches.delete(key);
      else this.#stretches.set(key, { ...stretch, until: after });
    }
  }

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

  ofAll(window: TimeWindow): StatusSample[] {
    return [...this.#byDeployment.keys()].flatMap((deployment) => this.within(window, deployment));
  }

  since(at: number): StatusSample[] {
    return this.all().filter((sample) => sample.at > at);
  }

  prune(before: number): void {
    for (const samples of this.#byDeployment.values()) {
      // What a deployment was at that time still counts afterwards, except when it was gone.
      const last = Math.max(...[...samples.keys()].filter((at) => at <= before));
      for (const [at, { gone }] of samples) if (at < last || (gone && at < before)) samples.delete(at);
    }
    for (const [key, { until }] of this.#stretches) if (until < before) this.#stretches.delete(key);
  }

  stretches(): Iterable<WatchStretch> {
    return this.#stretches.values();
  }

  all(): StatusSample[] {
    return [...this.#byDeployment.values()].flatMap((samples) => [...samples.values()]);
  }
}
