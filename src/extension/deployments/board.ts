import { t } from '@vscode/l10n';
import type { DeploymentStatus } from '../../connectors/domain.ts';
import { PlatformError } from '../../connectors/errors.ts';
import { Emitter } from '../events.ts';
import { same } from './same.ts';
import type { Busy, DeploymentKey, DeploymentView, FleetView, PlatformView } from './types.ts';
import { burnRate, countByStatus } from './views.ts';

/** What changed since the last time: only rows that really differ. */
export interface FleetChange {
  /** Rows that came, went or differ; a row that went is no longer found by `get`. */
  keys: ReadonlySet<DeploymentKey>;
  /** Rows came or went, so that lists must be built again and not only repainted. */
  membership: boolean;
  /** A platform was connected, disconnected, or has other problems than before. */
  platforms: boolean;
}

export interface BoardSource {
  /** The row as it is now; undefined when there is none. */
  view(key: DeploymentKey, busy: Busy | undefined): DeploymentView | undefined;
  platforms(): PlatformView[];
  /** What is under way for a row without `during`: a delete that waits. */
  waiting(key: DeploymentKey): Busy | undefined;
  now(): number;
}

/** What everybody sees: one immutable view per row, replaced only when it says something else. */
export class Board {
  readonly #source: BoardSource;
  readonly #views = new Map<DeploymentKey, DeploymentView>();
  readonly #busy = new Map<DeploymentKey, Busy>();
  readonly #changed = new Emitter<FleetChange>();
  readonly changed = this.#changed.event;
  #platforms: PlatformView[] = [];
  #fleet: FleetView | undefined;

  constructor(source: BoardSource) {
    this.#source = source;
  }

  get(key: DeploymentKey): DeploymentView | undefined {
    return this.#views.get(key);
  }

  all(): Iterable<DeploymentView> {
    return this.#views.values();
  }

  fleet(): FleetView {
    this.#fleet ??= {
      deployments: [...this.#views.values()],
      platforms: this.#source.platforms(),
      counts: countByStatus(this.#views.values()),
      burn: burnRate(this.#views.values()),
    };
    return this.#fleet;
  }

  /** Rows for whoever asks. That they are there is told with the next change: nobody else has seen any yet. */
  prepare(keys: Iterable<DeploymentKey>): void {
    for (const key of keys) {
      const view = this.#source.view(key, this.#busyWith(key));
      if (view) this.#views.set(key, view);
    }
    this.#fleet = undefined;
  }

  /** Looks at these rows and at the platforms again, and tells once what differs. */
  publish(keys: Iterable<DeploymentKey> = []): void {
    const differ = new Set<DeploymentKey>();
    let membership = false;
    for (const key of keys) {
      const before = this.#views.get(key);
      const after = this.#source.view(key, this.#busyWith(key));
      if (after) this.#views.set(key, after);
      else this.#views.delete(key);
      if (same(before, after)) continue;
      differ.add(key);
      membership ||= !before || !after;
    }
    this.#fleet = undefined;
    const platforms = this.#source.platforms();
    const platformsDiffer = !same(platforms.map(lasting), this.#platforms.map(lasting));
    this.#platforms = platforms;
    if (differ.size > 0 || platformsDiffer)
      this.#changed.fire({ keys: differ, membership, platforms: platformsDiffer });
  }

  isBusy(key: DeploymentKey): boolean {
    return this.#busy.has(key);
  }

  /** Throws when an action is under way for the row. */
  checkFree(key: DeploymentKey): void {
    const other = this.#busyWith(key);
    if (!other) return;
    throw new PlatformError({
      code: 'conflict',
      message: t`Something else is under way for it: ${other.step}`,
      hint: other.cancellable ? t('Cancel that first.') : t('Wait until that has ended, then try again.'),
    });
  }

  /** One action per row: the second is refused, so that a stop does not race a delete. */
  async during<T>(
    key: DeploymentKey,
    work: Omit<Busy, 'since'>,
    run: (progress: (step: string) => void) => Promise<T>,
  ): Promise<T> {
    this.checkFree(key);
    const begun: Busy = { ...work, since: this.#source.now() };
    const show = (step: string) => {
      this.#busy.set(key, { ...(this.#busy.get(key) ?? begun), step });
      this.publish([key]);
    };
    show(work.step);
    let running = true;
    try {
      // A late word about progress must not make the row busy again.
      return await run((text) => {
        if (running) show(text);
      });
    } finally {
      running = false;
      this.#busy.delete(key);
      this.publish([key]);
    }
  }

  /** It was called off and is about to end: nothing more to call off. */
  windDown(key: DeploymentKey, step: string): void {
    const busy = this.#busy.get(key);
    if (!busy) return;
    const { cancellable: _over, ...rest } = busy;
    this.#busy.set(key, { ...rest, step });
    this.publish([key]);
  }

  #busyWith(key: DeploymentKey): Busy | undefined {
    return this.#busy.get(key) ?? this.#source.waiting(key);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

/** What a platform's row shows; when it was last read moves with every poll. */
const lasting = ({ lastReadAt, ...view }: PlatformView) => ({ ...view, everRead: lastReadAt !== undefined });

/** An action was accepted, and the platform takes its time: until the status is reached, or this long. */
export class Settling {
  readonly #wanted = new Map<DeploymentKey, { status: DeploymentStatus; until: number }>();

  expect(key: DeploymentKey, status: DeploymentStatus, until: number): void {
    this.#wanted.set(key, { status, until });
  }

  holds(view: DeploymentView, now: number): boolean {
    const wanted = this.#wanted.get(view.key);
    if (!wanted) return false;
    if (view.status !== wanted.status && now < wanted.until) return true;
    this.#wanted.delete(view.key);
    return false;
  }
}
