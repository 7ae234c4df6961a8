import type { TimeWindow } from '../../connectors/connector.ts';
import type { DeploymentKey } from '../deployments/types.ts';
import { startOf } from '../metrics/history.ts';
import type { Count, Kept, Level, RequestSource, Rollup } from '../metrics/history.ts';
import { sketchTally } from '../metrics/tally.ts';
import type { SketchTally } from '../metrics/tally.ts';
import type { RequestSample } from '../metrics/types.ts';

/** Requests while there is no file. They are few: sums are made when asked for. */
export class MemoryRequests implements RequestSource {
  readonly #byKey = new Map<string, RequestSample>();

  add(sample: RequestSample): void {
    const key = `${sample.deployment} ${Math.round(sample.sentAt)} ${sample.id}`;
    if (!this.#byKey.has(key)) this.#byKey.set(key, sample);
  }

  requests(window: TimeWindow, deployment?: DeploymentKey): RequestSample[] {
    return [...this.#byKey.values()]
      .filter((sample) => sample.sentAt >= window.from && sample.sentAt < window.to)
      .filter((sample) => deployment === undefined || sample.deployment === deployment)
      .sort((a, b) => a.sentAt - b.sentAt);
  }

  tallies(window: TimeWindow, deployment?: DeploymentKey): Map<DeploymentKey, SketchTally> {
    const all = Map.groupBy(this.requests(window, deployment), (sample) => sample.deployment);
    return new Map([...all].map(([key, samples]) => [key, sketchOf(samples)]));
  }

  kept(window: TimeWindow, part: TimeWindow, deployment?: DeploymentKey): Kept[] {
    const all = Map.groupBy(this.requests(window, deployment), (sample) => sample.deployment);
    return [...all].map(([key, samples]) => ({
      deployment: key,
      n: samples.length,
      inside: samples.filter(({ sentAt }) => sentAt >= part.from && sentAt < part.to).length,
    }));
  }

  rollups(level: Level, window: TimeWindow, deployment?: DeploymentKey): Rollup[] {
    return this.#units(level, window, deployment).map(({ samples, ...count }) => ({
      ...count,
      tally: () => sketchOf(samples),
    }));
  }

  counts(level: Level, window: TimeWindow, deployment?: DeploymentKey): Count[] {
    return this.#units(level, window, deployment).map(({ samples: _, ...count }) => count);
  }

  last(): Map<DeploymentKey, number> {
    // Ascending: the last one of each stays.
    return new Map(this.requests(always).map(({ deployment, sentAt }) => [deployment, sentAt]));
  }

  trim(before: number): void {
    for (const [key, sample] of this.#byKey) if (sample.sentAt < before) this.#byKey.delete(key);
  }

  all(): RequestSample[] {
    return [...this.#byKey.values()];
  }

  /** Those whose start lies in the window, with all that is in them. */
  #units(level: Level, window: TimeWindow, deployment: DeploymentKey | undefined) {
    const byDeployment = Map.groupBy(this.requests(always, deployment), (sample) => sample.deployment);
    return [...byDeployment].flatMap(([key, all]) =>
      [...Map.groupBy(all, ({ sentAt }) => startOf(Math.round(sentAt), level))]
        .filter(([start]) => start >= window.from && start < window.to)
        .map(([start, samples]) => ({ deployment: key, start, n: samples.length, samples })),
    );
  }
}

const always: TimeWindow = { from: -Infinity, to: Infinity };

function sketchOf(samples: readonly RequestSample[]): SketchTally {
  const tally = sketchTally();
  for (const sample of samples) tally.add(sample);
  return tally;
}
