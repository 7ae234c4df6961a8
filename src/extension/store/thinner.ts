import type { DeploymentKey } from '../deployments/types.ts';
import type { StatusSample } from '../metrics/types.ts';

/** A clock that went back by more was set back. */
const slackMs = 60_000;

interface Seen {
  /** The last that is in the history, whoever wrote it. */
  stored: StatusSample;
  last: StatusSample;
}

/**
 * Lets through only the samples that a step function needs: each change, and the first when watching begins.
 * For how long each held is told by the stretches in which its account was watched (`Watch`).
 */
export class StatusThinner {
  readonly #seen = new Map<DeploymentKey, Seen>();

  /** `anew`: nobody watched before. Whether it has to be written. */
  take(sample: StatusSample, anew: boolean): boolean {
    const seen = this.#seen.get(sample.deployment);
    const passed = seen ? sample.at - seen.last.at : 0;
    // The clock was set back: what was seen in a time to come says nothing about now.
    if (!seen || passed < -slackMs) {
      this.#seen.set(sample.deployment, { stored: sample, last: sample });
      return true;
    }
    // Two reads can end out of order; time does not run back.
    if (passed <= 0) return false;
    seen.last = sample;
    // Against what is in the history too: another window may have seen a change in between, and its end is here.
    if (!anew && sameState(seen.stored, sample)) return false;
    seen.stored = sample;
    return true;
  }

  /** It is out of sight since it was last read: what has to be written, if anything. */
  lose(deployment: DeploymentKey): StatusSample | undefined {
    const seen = this.#seen.get(deployment);
    if (!seen || seen.last.unseen) return undefined;
    seen.last = seen.stored = { ...seen.last, unseen: true };
    return seen.last;
  }

  /** What another window put into the history. */
  hear(sample: StatusSample): void {
    const seen = this.#seen.get(sample.deployment);
    if (seen && sample.at > seen.stored.at) seen.stored = sample;
  }
}

const sameState = (a: StatusSample, b: StatusSample): boolean =>
  a.status === b.status &&
  a.ready === b.ready &&
  a.max === b.max &&
  a.price?.perReplicaHour === b.price?.perReplicaHour &&
  a.scope === b.scope &&
  a.unseen === b.unseen;
