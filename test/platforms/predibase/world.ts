import type { SimClock } from '../kit/clock.ts';
import { hash } from '../kit/random.ts';
import type { Subscription } from './account.ts';
import { subscription } from './account.ts';
import { Ledger } from './lorax/ledger.ts';
import { defaultLoraxModes, defaultTiming, type LoraxModes, type Timing } from './lorax/options.ts';
import type { PredibaseModes, PredibaseTimings } from './options.ts';
import type { BatchJob, ComputeEvent, Deployment, Fate, Repo } from './types.ts';

/** The whole platform's memory. Rooms beside this file give it behaviour. */
export class World {
  readonly clock: SimClock;
  readonly modes: PredibaseModes;
  readonly timings: PredibaseTimings;
  readonly loraxModes: LoraxModes;
  readonly timing: Timing;
  readonly paced: boolean;

  readonly deployments = new Map<string, Deployment>();
  /** Events outlive their deployment. */
  readonly graveyard = new Map<string, readonly ComputeEvent[]>();
  readonly repos = new Map<string, Repo>();
  readonly batches = new Map<string, BatchJob>();
  readonly uploads = new Map<string, { repo: string; files: Set<string> }>();
  readonly fates: Fate[] = [];
  readonly ledger: Ledger;
  subscription: Subscription = subscription;
  /** Requests below `/presigned` that carried a token they must not see. */
  leakedTokens = 0;
  #ids = 0;

  constructor(
    clock: SimClock,
    modes: PredibaseModes,
    timings: PredibaseTimings,
    serving: { modes?: Partial<LoraxModes> | undefined; timing?: Timing | undefined; paced: boolean },
  ) {
    this.clock = clock;
    this.modes = modes;
    this.timings = timings;
    this.loraxModes = { ...defaultLoraxModes, ...serving.modes };
    this.timing = serving.timing ?? defaultTiming;
    this.paced = serving.paced;
    this.ledger = new Ledger(clock);
  }

  uuid(): string {
    this.#ids += 1;
    const part = (salt: number): string =>
      hash(`predibase:${this.#ids}:${salt}`).toString(16).padStart(8, '0');
    const all = part(1) + part(2) + part(3) + part(4);
    return [8, 12, 16, 20, 32].map((end, at) => all.slice([0, 8, 12, 16, 20][at], end)).join('-');
  }
}
