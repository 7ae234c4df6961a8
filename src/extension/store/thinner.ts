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
  /** Those whose last sample was not let through. */
  readonly #held = new Set<Seen>();

  take(sample: StatusSample): StatusSample[] {
    const seen = this.#seen.get(sample.deployment);
    const passed = seen ? sample.at - seen.last.at : 0;
    // The clock was set back: what was seen in a time to come says nothing about now.
    if (!seen || passed < -keepEveryMs) {
      if (seen) this.#held.delete(seen);
      this.#seen.set(sample.deployment, { stored: sample, last: sample });
      return [sample];
    }
    // Two reads can end out of order; time does not run back.
    if (passed <= 0) return [];
    const out: StatusSample[] = [];
    if (passed > keepEveryMs && this.#held.has(seen)) out.push(seen.last);
    // Against what is in the history too: another window may have seen a change in between, and its end is here.
    const changed = !sameState(seen.last, sample) || !sameState(seen.stored, sample);
    if (changed || sample.at - seen.stored.at >= keepEveryMs || out.length > 0) out.push(sample);
    seen.stored = out.at(-1) ?? seen.stored;
    seen.last = sample;
    if (seen.stored === sample) this.#held.delete(seen);
    else this.#held.add(seen);
    return out;
  }

  /** What another window put into the history. */
  hear(sample: StatusSample): void {
    const seen = this.#seen.get(sample.deployment);
    if (seen && sample.at > seen.stored.at) seen.stored = sample;
  }

  /** The last of each that was not let through: the end of watching. */
  rest(): StatusSample[] {
    const out = [...this.#held].map(({ last }) => last);
    for (const seen of this.#held) seen.stored = seen.last;
    this.#held.clear();
    return out;
  }
}

const sameState = (a: StatusSample, b: StatusSample): boolean =>
  a.status === b.status && a.ready === b.ready && a.price?.perReplicaHour === b.price?.perReplicaHour;
