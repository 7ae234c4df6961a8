import type { Listing } from '../../connectors/connector.ts';
import type { PlatformId } from '../../connectors/domain.ts';
import { isCancelled, PlatformError } from '../../connectors/errors.ts';
import type { ErrorData } from '../../connectors/errors.ts';
import { Emitter } from '../events.ts';
import type { Connection } from './connection.ts';
import type { Platforms, World } from './platforms.ts';
import { endOf, sampleOf } from './samples.ts';
import type { DeploymentKey } from './types.ts';
import { deploymentKey, draftKey } from './views.ts';

export type ReadOutcome =
  | { kind: 'read'; /** A part was refused with this wait. */ retryAfterMs?: number }
  | { kind: 'failed'; error: ErrorData }
  | { kind: 'aborted' };

/** Reads whole accounts. What comes of it are rows, samples of the history, and drafts that turn out to be deployed. */
export class Reader {
  readonly #world: World;
  readonly #platforms: Platforms;
  readonly #inFlight = new Map<PlatformId, Promise<ReadOutcome>>();
  readonly #wasRead = new Emitter<{ connection: Connection; complete: boolean }>();
  /** A list has come in and its rows are told. */
  readonly wasRead = this.#wasRead.event;

  constructor(world: World, platforms: Platforms) {
    this.#world = world;
    this.#platforms = platforms;
  }

  /** Reads the whole account. Never rejects. One at a time per platform: a second one waits, and by hand reads again. */
  async read(
    platform: PlatformId,
    options: { signal?: AbortSignal; byHand?: boolean } = {},
  ): Promise<ReadOutcome> {
    for (let other = this.#inFlight.get(platform); other; other = this.#inFlight.get(platform)) {
      const outcome = await other;
      if (outcome.kind === 'read' && options.byHand !== true) return outcome;
    }
    if (options.signal?.aborted) return { kind: 'aborted' };
    const read = this.#read(this.#platforms.connection(platform), options).finally(() =>
      this.#inFlight.delete(platform),
    );
    this.#inFlight.set(platform, read);
    return read;
  }

  /**
   * A deploy of this window ended without success: a poll may have shown meanwhile that it exists all the
   * same. Its rows are looked at again, as the draft no longer stands for them.
   */
  settleDraft(id: string): DeploymentKey | undefined {
    const { board, clock, drafts } = this.#world;
    const platform = drafts.get(id)?.platform;
    if (!platform) return undefined;
    const connection = this.#platforms.connection(platform);
    const known = { deployments: [...connection.deployments()], complete: false };
    const keys = this.#reconcile(connection, known, clock.now());
    board.publish([...keys, ...this.#platforms.keys(connection)]);
    return drafts.deployedAs(id);
  }

  dispose(): void {
    this.#wasRead.dispose();
  }

  async #read(
    connection: Connection,
    options: { signal?: AbortSignal; byHand?: boolean },
  ): Promise<ReadOutcome> {
    const { connector, generation } = connection;
    const { board, clock } = this.#world;
    if (!connector) return { kind: 'aborted' };
    const signal = options.signal
      ? AbortSignal.any([connection.life.signal, options.signal])
      : connection.life.signal;
    const mark = connection.mark();
    const askedAt = clock.now();
    const fresh = options.byHand === true;
    connection.reading = fresh || connection.lastReadAt === undefined;
    board.publish();
    try {
      const listing = await connector.list({ signal, fresh });
      if (connection.generation !== generation) return { kind: 'aborted' };
      connection.reading = false;
      return this.#merge(connection, listing, mark, askedAt);
    } catch (error) {
      if (connection.generation !== generation) return { kind: 'aborted' };
      connection.reading = false;
      // The view was hidden or the window closed: nothing is wrong with the platform.
      const aborted = signal.aborted || isCancelled(error);
      const problem = PlatformError.from(error, connection.definition.id).data;
      if (!aborted) connection.markStale(problem);
      board.publish(this.#platforms.keys(connection));
      return aborted ? { kind: 'aborted' } : { kind: 'failed', error: problem };
    }
  }

  #merge(connection: Connection, listing: Listing, mark: number, askedAt: number): ReadOutcome {
    const { board, store } = this.#world;
    const platform = connection.definition.id;
    // First of all: what other windows saw decides which of these readings are news.
    const theirs = this.#adoptOtherWindows();
    const { touched, gone } = connection.merge(listing, mark);
    for (const deployment of gone) store.statuses.recordEnd(endOf(connection, deployment, listing.readAt));
    const rows = [...touched].flatMap((id) => connection.row(id) ?? []);
    store.statuses.recordPoll({
      scope: connection.scope,
      at: listing.readAt,
      samples: rows.flatMap(({ deployment, stale }) => (stale ? [] : sampleOf(connection, deployment))),
      // Without its name it could be another account than the one before.
      ...(listing.complete && connection.account ? { complete: true } : {}),
    });

    const keys = new Set([...touched].map((id) => deploymentKey(platform, id)));
    for (const key of this.#reconcile(connection, listing, askedAt)) keys.add(key);
    for (const key of theirs) keys.add(key);
    board.publish(keys);
    this.#platforms.remember(connection, listing.readAt);
    this.#wasRead.fire({ connection, complete: listing.complete });

    const waits = listing.problems.flatMap(({ retryAfterMs }) => retryAfterMs ?? []);
    return { kind: 'read', ...(waits.length > 0 ? { retryAfterMs: Math.max(...waits) } : {}) };
  }

  /** Returns the keys to look at. */
  #reconcile(
    connection: Connection,
    known: Pick<Listing, 'deployments' | 'complete'>,
    askedAt: number,
  ): DeploymentKey[] {
    const { id: platform, deploys } = connection.definition;
    // Where a deploy takes minutes, what is coming up may be left of one that was cut off, and go again.
    const made =
      deploys === 'cancellable'
        ? known.deployments.filter(({ status }) => status !== 'deploying')
        : known.deployments;
    const listed = { deployments: made, complete: known.complete };
    const { found, changed } = this.#world.drafts.reconcile(platform, listed, askedAt);
    for (const { draft, deployment } of found)
      this.#platforms.keepNotes(deploymentKey(platform, deployment.id), connection, draft.spec.config);
    return [...changed, ...found.map(({ draft }) => draft.id)].map(draftKey);
  }

  #adoptOtherWindows(): DeploymentKey[] {
    const { store, drafts, notes, removals } = this.#world;
    if (!store.changedElsewhere()) return [];
    return [...drafts.reload().map(draftKey), ...notes.reload(), ...removals.reload()];
  }
}
