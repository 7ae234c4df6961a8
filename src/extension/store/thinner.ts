import type { DeploymentKey } from '../deployments/types.ts';
import type { StatusSample } from '../metrics/types.ts';

/** At least one sample per minute while watched, so that what a crash can lose is bounded. */
export const keepEveryMs = 60_000;

interface Seen {
  stored: StatusSample;
  last: StatusSample;
}

/**
 * Lets through only the samples that a step function needs: each change, one a minute, and both ends of a
 * silence. An integral over what is let through equals the integral over everything (docs/metrics.md).
 */
export class StatusThinner {
  readonly #seen = new Map<DeploymentKey, Seen>();

  take(sample: StatusSample): StatusSample[] {
    const seen = this.#seen.get(sample.deployment);
    if (!seen) {
      this.#seen.set(sample.deployment, { stored: sample, last: sample });
      return [sample];
    }
    // Two reads can end out of order; time does not run back.
    if (sample.at <= seen.last.at) return [];
    const out: StatusSample[] = [];
    if (sample.at - seen.last.at > keepEveryMs && seen.last !== seen.stored) out.push(seen.last);
    if (!sameState(seen.last, sample) || sample.at - seen.stored.at >= keepEveryMs || out.length > 0)
      out.push(sample);
    this.#seen.set(sample.deployment, { stored: out.at(-1) ?? seen.stored, last: sample });
    return out;
  }

  /** The last of each that was not let through: the end of watching. */
  rest(): StatusSample[] {
    const out: StatusSample[] = [];
    for (const seen of this.#seen.values()) {
      if (seen.last !== seen.stored) out.push(seen.last);
      seen.stored = seen.last;
    }
    return out;
  }
}

const sameState = (a: StatusSample, b: StatusSample): boolean =>
  a.status === b.status && a.ready === b.ready && a.price?.perReplicaHour === b.price?.perReplicaHour;
