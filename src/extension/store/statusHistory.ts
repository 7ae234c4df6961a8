import type { Clock, TimeWindow } from '../../connectors/connector.ts';
import type { DeploymentKey } from '../deployments/types.ts';
import type { Poll, StatusSample } from '../metrics/types.ts';
import type { Journal } from './journal.ts';
import { StatusThinner } from './thinner.ts';
import { union, withUntil } from './untils.ts';
import { keepEveryMs, Watch } from './watch.ts';

/** A deployment that is not there any more. */
export interface StatusEnd {
  deployment: DeploymentKey;
  at: number;
  scope: string;
}

/**
 * Which status each deployment had, and when anybody looked. Of what is recorded only the changes are written,
 * and once a minute that the looking went on; what is read is as of now, other windows' included.
 */
export class StatusHistory {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #holdMs: () => number;
  readonly #thinner = new StatusThinner();
  readonly #watch: Watch;

  /** `holdMs`: for how long a reading of an account holds without the next one. */
  constructor(journal: Journal, clock: Clock, holdMs: () => number) {
    this.#journal = journal;
    this.#clock = clock;
    this.#holdMs = holdMs;
    this.#watch = new Watch(holdMs);
  }

  /** Every poll calls this. */
  recordPoll(poll: Poll): void {
    const { since, begins, unsure, ...written } = this.#watch.read(poll);
    if (begins) this.#forgetAfter(poll);
    if (unsure) this.#adopt(poll);
    this.#write(written);
    for (const sample of poll.samples) this.#take(sample, since);
  }

  /** One deployment by itself, as after an action. */
  record(sample: StatusSample): void {
    const { since, ...written } = this.#watch.see(sample);
    this.#write(written);
    this.#take(sample, since);
  }

  /** It is not there any more, while its account goes on being read: it costs nothing from here on. */
  recordEnd(end: StatusEnd): void {
    this.#write(this.#watch.forget(end.scope, end.deployment, end.at));
    this.#end(end);
  }

  /** In time order, with the nearest one before and the nearest one after the window. */
  within(window: TimeWindow, deployment: DeploymentKey): StatusSample[] {
    this.rest();
    return this.#journal.read((backend) => {
      const samples = backend.statuses(window, deployment);
      return withUntil(samples, union(backend.watches(reach(samples, window)), this.#holdMs()));
    }, []);
  }

  /** The same of every deployment that has any. */
  allWithin(window: TimeWindow): Map<DeploymentKey, StatusSample[]> {
    this.rest();
    return this.#journal.read((backend) => {
      const samples = backend.statusesOfAll(window);
      const watched = union(backend.watches(reach(samples, window)), this.#holdMs());
      const byKey = Map.groupBy(samples, ({ deployment }) => deployment);
      for (const [key, own] of byKey) byKey.set(key, withUntil(own, watched));
      return byKey;
    }, new Map<DeploymentKey, StatusSample[]>());
  }

  /** Of every deployment, without until when each held: see `withUntil`. In time order for each. */
  steps(window: TimeWindow): StatusSample[] {
    this.rest();
    return this.#journal.read((backend) => backend.statusesOfAll(window), []);
  }

  /** Those from after an instant. */
  stepsSince(at: number): StatusSample[] {
    this.rest();
    return this.#journal.read((backend) => backend.statusesSince(at), []);
  }

  /** When somebody watched each account, of stretches that reach into the window; of this window as last written. */
  watched(window: TimeWindow): Map<string, TimeWindow[]> {
    const stretches = this.#journal.read((backend) => backend.watches(window), []);
    return union(stretches, this.#holdMs());
  }

  /** A change that another window saw must end here, when this one sees that it did. */
  hear(): void {
    // What is older is written again anyway.
    const since = this.#clock.now() - 2 * keepEveryMs;
    for (const sample of this.#journal.read((backend) => backend.statusesSince(since), []))
      if (this.#thinner.hear(sample)) this.#watch.hear(sample);
  }

  /** Until when each account was watched, as far as it is not written yet. */
  rest(): void {
    this.#write(this.#watch.rest());
  }

  /** What was read in a time to come is from before the clock was set back. */
  #forgetAfter({ scope, at }: Poll): void {
    this.#thinner.forgetAfter(scope, at);
    // At once: another window goes on writing.
    this.#journal.now({ kind: 'void', scope, after: at });
  }

  /** Goes on where an earlier window ended: what that one saw and this one does not is gone, or out of sight since. */
  #adopt({ scope, at, samples, complete }: Poll): void {
    const there = new Set(samples.map(({ deployment }) => deployment));
    for (const [deployment, known] of this.allWithin({ from: at, to: at })) {
      const last = known.findLast((sample) => sample.at <= at);
      if (last?.scope !== scope || there.has(deployment) || last.gone) continue;
      const { until = last.at, ...sample } = last;
      if (complete) this.#end({ deployment, at, scope });
      else if (!last.unseen) this.#later({ ...sample, at: until, unseen: true });
    }
  }

  #end(end: StatusEnd): void {
    const sample = this.#thinner.end({ ...end, status: 'stopped', ready: 0, gone: true });
    if (sample) this.#later(sample);
  }

  #take(sample: StatusSample, since: number): void {
    if (this.#thinner.take(sample, since)) this.#later(sample);
  }

  #write({ stretches, lost }: ReturnType<Watch['rest']>): void {
    for (const deployment of lost) {
      const sample = this.#thinner.lose(deployment);
      if (sample) this.#later(sample);
    }
    for (const stretch of stretches) this.#journal.later({ kind: 'watch', stretch });
  }

  #later(sample: StatusSample): void {
    this.#journal.later({ kind: 'status', sample });
  }
}

/** A reading from before the window holds as long as its account was watched from then on. */
const reach = (samples: readonly StatusSample[], { from, to }: TimeWindow): TimeWindow => ({
  from: samples.reduce((least, { at }) => Math.min(least, at), from),
  to,
});
