import type { SimClock } from '../kit/clock.ts';
import { defaultSkus } from './hardware.ts';
import { idMaker } from './ids.ts';
import { Ledger } from './ledger.ts';
import type { Modes, Timings } from './options.ts';
import type {
  Account,
  Deployment,
  Model,
  OutputFile,
  Prediction,
  RunFate,
  StoredFile,
  Training,
} from './types.ts';

export const accounts: readonly Account[] = [
  {
    type: 'organization',
    username: 'acme',
    name: 'Acme Corp, Inc.',
    githubUrl: 'https://github.com/acme',
    token: 'r8_SimulatedTokenOfAcme00000000000000000',
    skus: [...defaultSkus],
  },
  {
    type: 'user',
    username: 'ada',
    name: 'Ada',
    githubUrl: 'https://github.com/ada',
    token: 'r8_SimulatedTokenOfAda000000000000000000',
    skus: ['cpu', 'gpu-t4', 'gpu-l40s'],
  },
];

/** Everything the platform knows. */
export class World {
  readonly clock: SimClock;
  readonly modes: Modes;
  readonly timings: Timings;
  readonly ledger: Ledger;
  readonly accounts: readonly Account[];
  readonly models = new Map<string, Model>();
  readonly deployments = new Map<string, Deployment>();
  readonly predictions = new Map<string, Prediction>();
  readonly streams = new Map<string, Prediction>();
  readonly trainings = new Map<string, Training>();
  readonly files = new Map<string, StoredFile>();
  /** Output files by the path of their URL. */
  readonly outputs = new Map<string, OutputFile>();
  readonly runFates: RunFate[] = [];
  readonly makeId = idMaker('replicate');
  /** Of the API, and of the host that keeps output files: another one, so that a token sent there is seen. */
  origin = '';
  deliveryOrigin = '';
  #lastUs = 0;
  #watchers = new Map<Prediction, Set<() => void>>();

  constructor(clock: SimClock, modes: Modes, timings: Timings) {
    this.clock = clock;
    this.modes = modes;
    this.timings = timings;
    this.ledger = new Ledger(clock);
    this.accounts = accounts.map((account) => ({ ...account, skus: [...account.skus] }));
  }

  /** A moment in microseconds that no other object was created at. */
  stamp(): number {
    this.#lastUs = Math.max(this.#lastUs + 1, Math.floor(this.clock.now()) * 1000);
    return this.#lastUs;
  }

  /** A duration that people wait for: the work of a model, a client's own limit. No speed shortens it. */
  human(ms: number, task: () => void): () => void {
    return this.clock.after(this.clock.live ? ms * this.clock.speed : ms, task);
  }

  model(fullName: string): Model | undefined {
    return this.models.get(fullName);
  }

  /** A model this account may see. */
  visible(fullName: string, account: Account): Model | undefined {
    const model = this.models.get(fullName);
    return model && (model.visibility === 'public' || model.owner === account.username) ? model : undefined;
  }

  changed(prediction: Prediction): void {
    for (const wake of [...(this.#watchers.get(prediction) ?? [])]) wake();
  }

  watch(prediction: Prediction, wake: () => void): () => void {
    const set = this.#watchers.get(prediction) ?? new Set();
    this.#watchers.set(prediction, set.add(wake));
    return () => {
      set.delete(wake);
      if (set.size === 0) this.#watchers.delete(prediction);
    };
  }
}
