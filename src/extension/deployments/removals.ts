import { t } from '@vscode/l10n';
import type { Connector, Progress } from '../../connectors/connector.ts';
import type { PlatformId } from '../../connectors/domain.ts';
import { isCancelled, PlatformError } from '../../connectors/errors.ts';
import type { ErrorCode, ErrorData } from '../../connectors/errors.ts';
import { Emitter } from '../events.ts';
import type { Connection } from './connection.ts';
import type { Platforms, World } from './platforms.ts';
import type { Reader } from './reader.ts';
import type { Busy, DeploymentKey } from './types.ts';

/** How often the window that deletes looks whether another one has called it off. */
const watchMs = 2000;
/** A trouble on the way, not a no: the same call may succeed a little later. */
const passing: ErrorCode[] = [
  'network',
  'timeout',
  'broken-stream',
  'outcome-unknown',
  'unavailable',
  'rate-limited',
];
/** An hour of them: as long as a platform itself may let a delete wait. */
const retryMs = 60_000;
const retries = 60;

interface Target {
  connector: Connector;
  id: string;
  key: DeploymentKey;
}

/** A delete that failed after it was accepted: nobody waits for it any more. */
export interface FailedRemoval {
  key: DeploymentKey;
  name: string;
  error: PlatformError;
}

interface Run {
  target: Target;
  stop: AbortController;
  /** The platform has begun to work on it, in this window or before. */
  accepted: boolean;
  ended: Promise<void>;
}

/**
 * Deletes that take many minutes. Each is written down before it begins, so that neither a reload nor a crash
 * loses it: it goes on when its platform was read again, in one window at a time, by calling `remove` again.
 */
export class Removals {
  readonly #world: World;
  readonly #platforms: Platforms;
  readonly #running = new Map<DeploymentKey, Run>();
  readonly #failed = new Emitter<FailedRemoval>();
  readonly failed = this.#failed.event;

  constructor(world: World, platforms: Platforms, reader: Reader) {
    this.#world = world;
    this.#platforms = platforms;
    reader.wasRead(({ connection, complete }) => this.#follow(connection, complete));
  }

  /** What its row shows while it is being deleted, here or in another window. */
  busy(key: DeploymentKey): Busy | undefined {
    const removal = this.#world.removals.get(key);
    if (!removal || removal.problem) return undefined;
    return { action: 'remove', step: removal.step, since: removal.since, cancellable: true };
  }

  /** Why the last delete of it failed. */
  problem(key: DeploymentKey): ErrorData | undefined {
    return this.#world.removals.get(key)?.problem;
  }

  /** Resolves when the platform has begun to work on it; what comes after is shown on the row. */
  async begin(target: Target): Promise<void> {
    const { key, connector } = target;
    const account = this.#platforms.connection(connector.platform).account?.id;
    this.#world.removals.put({
      key,
      since: this.#world.clock.now(),
      step: t('Deleting…'),
      ...(account === undefined ? {} : { account }),
    });
    await new Promise<void>((accept, refuse) => this.#start(target, false, accept, refuse));
  }

  /** Calls it off in every window. False: there was nothing to call off. */
  async cancel(key: DeploymentKey): Promise<boolean> {
    const { removals, board } = this.#world;
    removals.reload();
    if (!this.busy(key)) return false;
    removals.forget(key);
    const run = this.#running.get(key);
    run?.stop.abort();
    await run?.ended;
    board.publish([key]);
    const found = this.#platforms.find(key);
    // It may have got as far as being stopped, or even deleted.
    if (found?.connection.connector) await this.#platforms.reread(found.connection.connector, found.id);
    return true;
  }

  /** Something else was done with it: that it could not be deleted is history. */
  forgive(key: DeploymentKey): void {
    if (this.problem(key)) this.#world.removals.forget(key);
  }

  isWaiting(platform: PlatformId): boolean {
    return this.#world.removals.of(platform).some(({ problem }) => !problem);
  }

  /** The connector goes: what it was doing is taken up by the next one. */
  pause(platform: PlatformId): void {
    for (const { target, stop } of this.#running.values())
      if (target.connector.platform === platform) this.#letGo(target.key, stop);
  }

  dispose(): void {
    for (const [key, { stop }] of this.#running) this.#letGo(key, stop);
    this.#failed.dispose();
  }

  /** The platform was read: what is still there goes on being deleted, what is not needs no more of it. */
  #follow(connection: Connection, complete: boolean): void {
    const { connector, definition, account } = connection;
    if (!connector || definition.removal !== 'background') return;
    const { removals } = this.#world;
    for (const removal of removals.of(definition.id)) {
      const { key } = removal;
      const id = key.slice(definition.id.length + 1);
      const unsure = removal.account !== undefined && account === undefined;
      // Of another account: it goes on when that one is connected again.
      const foreign =
        removal.account !== undefined && account !== undefined && removal.account !== account.id;
      if (foreign || this.#running.has(key)) continue;
      if (!connection.row(id)) {
        if (complete && !unsure) removals.forget(key);
      } else if (!removal.problem && removals.isFree(key)) this.#start({ connector, id, key }, true);
    }
  }

  #start(
    target: Target,
    accepted: boolean,
    accept = (): void => undefined,
    // Whoever did not wait for it hears of it by `failed`.
    refuse = (_error: PlatformError): void => undefined,
  ): void {
    const run: Run = { target, stop: new AbortController(), accepted, ended: Promise.resolve() };
    this.#running.set(target.key, run);
    run.ended = this.#run(run, accept)
      .then(accept, refuse)
      .finally(() => {
        if (this.#running.get(target.key) === run) this.#running.delete(target.key);
      });
  }

  /** What comes next may begin at once; the call that is cut off ends in its own time. */
  #letGo(key: DeploymentKey, stop: AbortController): void {
    stop.abort();
    this.#running.delete(key);
    this.#world.removals.release(key);
  }

  /** Rejects only when it failed before the platform had begun to work on it. */
  async #run(run: Run, accept: () => void): Promise<void> {
    const { target, stop } = run;
    const { connector, id, key } = target;
    const { board, removals, notes } = this.#world;
    const { signal } = stop;
    const progress: Progress = (step) => {
      if (signal.aborted) return;
      run.accepted = true;
      accept();
      removals.say(key, step);
      board.publish([key]);
    };
    removals.take(key);
    board.publish([key]);
    void this.#watch(key, stop);
    try {
      await this.#persist(run, () => connector.remove(id, { progress, signal, resumed: run.accepted }));
      removals.forget(key);
      notes.set(key, {});
      this.#platforms.take(connector, id);
    } catch (error) {
      this.#end(run, PlatformError.from(error, connector.platform));
    } finally {
      stop.abort();
    }
  }

  #end({ target, stop, accepted }: Run, error: PlatformError): void {
    const { connector, id, key } = target;
    const { board, removals } = this.#world;
    // Called off, or the window or the connector goes: whether it goes on is told by what is written down.
    if (stop.signal.aborted) return;
    removals.release(key);
    void this.#platforms.reread(connector, id);
    if (!accepted) {
      removals.forget(key);
      board.publish([key]);
      throw error;
    }
    // With another key it goes on.
    if (!isCancelled(error) && error.code !== 'unauthorized') {
      removals.fail(key, error.data);
      this.#failed.fire({ key, name: this.#platforms.find(key)?.row?.deployment.name ?? id, error });
    }
    board.publish([key]);
  }

  /** A network that is away for a minute must not end what takes twenty. */
  async #persist(run: Run, call: () => Promise<void>): Promise<void> {
    const { signal } = run.stop;
    for (let left = retries; ; left--) {
      try {
        await call();
        return;
      } catch (error) {
        const { code, data } = PlatformError.from(error);
        if (!run.accepted || signal.aborted || left === 0 || !passing.includes(code)) throw error;
        await this.#world.clock.sleep(Math.max(retryMs, data.retryAfterMs ?? 0), signal);
      }
    }
  }

  /** Ends it when another window has called it off, and says to the others that this one is at it. */
  async #watch(key: DeploymentKey, stop: AbortController): Promise<void> {
    const { clock, removals, board } = this.#world;
    try {
      for (;;) {
        await clock.sleep(watchMs, stop.signal);
        if (removals.keepUp(key)) continue;
        stop.abort();
        board.publish([key]);
      }
    } catch {
      // It has ended.
    }
  }
}
