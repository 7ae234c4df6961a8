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

  /** `since`: when the watching began that goes on now. Whether it has to be written. */
  take(sample: StatusSample, since: number): boolean {
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
    if (seen.stored.at >= since && sameState(seen.stored, sample)) return false;
    seen.stored = sample;
    return true;
  }

  /** The end of a deployment, after all that was seen of it: one that is left out would make it run for ever. */
  end(sample: StatusSample): StatusSample | undefined {
    const seen = this.#seen.get(sample.deployment);
    const last = seen ? Math.max(seen.last.at, seen.stored.at) : -Infinity;
    const at = last - sample.at > slackMs ? sample.at : Math.max(sample.at, last + 1);
    const end = { ...sample, at };
    return this.take(end, -Infinity) ? end : undefined;
  }

  /** It is out of sight since it was last read: what has to be written, if anything. */
  lose(deployment: DeploymentKey): StatusSample | undefined {
    const seen = this.#seen.get(deployment);
    if (!seen) return undefined;
    const last = seen.stored.at > seen.last.at ? seen.stored : seen.last;
    if (last.unseen || last.gone) return undefined;
    seen.last = seen.stored = { ...last, unseen: true };
    return seen.last;
  }

  /** What is in the history. Whether another window put it there, and it is news. */
  hear(sample: StatusSample): boolean {
    const seen = this.#seen.get(sample.deployment);
    if (seen && sample.at <= seen.stored.at) return false;
    this.#seen.set(sample.deployment, { stored: sample, last: seen?.last ?? sample });
    return true;
  }

  /** Nothing that an account showed after an instant holds any more. */
  forgetAfter(scope: string, at: number): void {
    for (const [key, { stored, last }] of this.#seen)
      if (last.scope === scope && Math.max(stored.at, last.at) > at) this.#seen.delete(key);
  }
}

const sameState = (a: StatusSample, b: StatusSample): boolean =>
  a.status === b.status &&
  a.ready === b.ready &&
  a.max === b.max &&
  a.price?.perReplicaHour === b.price?.perReplicaHour &&
  a.createdAt === b.createdAt &&
  a.scope === b.scope &&
  a.unseen === b.unseen &&
  a.gone === b.gone;
