import type { Clock } from '../../connectors/connector.ts';
import type { PlatformId } from '../../connectors/domain.ts';
import type { ErrorData } from '../../connectors/errors.ts';
import type { Store } from '../store/store.ts';
import type { DeploymentKey } from './types.ts';

/** A delete that was asked for and is not done yet, or failed. */
export interface Removal {
  key: DeploymentKey;
  /** ms since epoch. */
  since: number;
  /** What it is doing or waiting for. */
  step: string;
  /** Whose it is, where that was known. */
  account?: string;
  /** It failed for good. */
  problem?: ErrorData;
  /** The window that is at it, and when it last said so. */
  holder?: string;
  beat?: number;
}

const scope = 'removal';
const beatMs = 20_000;
/** A window that has said nothing for this long was killed: another one may take over. */
const lostMs = 90_000;

/** The deletes under way of all windows, here and in the store. */
export class RemovalBook {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #me: string;
  #removals: Map<DeploymentKey, Removal> | undefined;

  constructor(store: Store, clock: Clock, me: string) {
    this.#store = store;
    this.#clock = clock;
    this.#me = me;
  }

  get(key: DeploymentKey): Removal | undefined {
    return this.#all().get(key);
  }

  of(platform: PlatformId): Removal[] {
    return [...this.#all().values()].filter(({ key }) => key.startsWith(`${platform}:`));
  }

  /** On disk when this returns. */
  put(removal: Removal): void {
    this.#all().set(removal.key, removal);
    this.#store.memory(scope).set(removal.key, JSON.stringify(removal));
  }

  forget(key: DeploymentKey): void {
    this.#all().delete(key);
    this.#store.memory(scope).set(key, undefined);
  }

  /** Whether nobody is at it. */
  isFree(key: DeploymentKey): boolean {
    const { holder, beat = 0 } = this.#fresh(key) ?? {};
    if (holder === undefined || holder === this.#me) return true;
    // A sign of life from a time to come is from before the clock was set back.
    return Math.abs(this.#clock.now() - beat) > lostMs;
  }

  take(key: DeploymentKey): void {
    const removal = this.#fresh(key);
    if (!removal) return;
    const { problem: _past, ...rest } = removal;
    this.put({ ...rest, holder: this.#me, beat: this.#clock.now() });
  }

  say(key: DeploymentKey, step: string): void {
    const removal = this.#mine(key);
    if (removal && removal.step !== step) this.put({ ...removal, step, beat: this.#clock.now() });
  }

  /** Whether this window is to go on with it: nobody called it off, nobody else took it. */
  keepUp(key: DeploymentKey): boolean {
    const removal = this.#mine(key);
    const now = this.#clock.now();
    if (removal && now - (removal.beat ?? 0) >= beatMs) this.put({ ...removal, beat: now });
    return removal !== undefined;
  }

  /** From now on another window may take it. */
  release(key: DeploymentKey): void {
    const removal = this.#mine(key);
    if (!removal) return;
    const { holder: _holder, beat: _beat, ...rest } = removal;
    this.put(rest);
  }

  fail(key: DeploymentKey, problem: ErrorData): void {
    const removal = this.#fresh(key);
    if (removal) this.put({ ...removal, problem });
  }

  /** Another window wrote: take over what it did. Returns the keys to look at. */
  reload(): DeploymentKey[] {
    const before = this.#all();
    const kept = this.#kept();
    if (!kept) return [];
    this.#removals = kept;
    return [...new Set([...before.keys(), ...kept.keys()])];
  }

  /** The store began anew: give it what is known here. */
  saveAll(): void {
    for (const removal of this.#all().values()) this.put(removal);
  }

  #mine(key: DeploymentKey): Removal | undefined {
    const removal = this.#fresh(key);
    return removal?.holder === this.#me ? removal : undefined;
  }

  /** As the store has it now: another window may have called it off a moment ago. */
  #fresh(key: DeploymentKey): Removal | undefined {
    this.reload();
    return this.get(key);
  }

  #all(): Map<DeploymentKey, Removal> {
    this.#removals ??= this.#kept() ?? new Map<DeploymentKey, Removal>();
    return this.#removals;
  }

  /** Undefined when the store cannot be read just now: that is not the same as none. */
  #kept(): Map<DeploymentKey, Removal> | undefined {
    const facts = this.#store.facts(scope);
    if (!facts) return undefined;
    return new Map([...facts].flatMap(([key, text]) => parsed(key, text)));
  }
}

function parsed(key: string, text: string): [DeploymentKey, Removal][] {
  try {
    const value = JSON.parse(text) as Partial<Removal> | null;
    if (typeof value?.since !== 'number' || typeof value.step !== 'string') return [];
    return [[key, { ...value, since: value.since, step: value.step, key }]];
  } catch {
    return [];
  }
}
