import { t } from '@vscode/l10n';
import type {
  Account,
  Clock,
  Connector,
  ConnectorDefinition,
  Listing,
  Log,
} from '../../connectors/connector.ts';
import type { Deployment, PlatformId } from '../../connectors/domain.ts';
import { isCancelled, PlatformError } from '../../connectors/errors.ts';
import type { ErrorData } from '../../connectors/errors.ts';
import { Emitter } from '../events.ts';
import type { StatusSample } from '../metrics/types.ts';
import type { Remembered } from '../remembered/remembered.ts';
import type { Store } from '../store/store.ts';
import type { Board } from './board.ts';
import { Connection } from './connection.ts';
import type { DraftBook } from './drafts.ts';
import { FleetMemory } from './fleetMemory.ts';
import { splitNotes } from './notes.ts';
import type { NoteBook } from './notes.ts';
import type { RemovalBook } from './removalBook.ts';
import type { DeploymentKey, PlatformView } from './types.ts';
import { deploymentKey, draftKey } from './views.ts';

export type ReadOutcome =
  | { kind: 'read'; /** A part was refused with this wait. */ retryAfterMs?: number }
  | { kind: 'failed'; error: ErrorData }
  | { kind: 'aborted' };

export interface World {
  store: Store;
  clock: Clock;
  log: Log;
  board: Board;
  drafts: DraftBook;
  notes: NoteBook;
  removals: RemovalBook;
  /** Default: each window knows what it reads itself. */
  remembered?: Remembered | undefined;
}

/** The connections, and how what they read becomes rows, samples and settled drafts. */
export class Platforms {
  readonly #connections: Map<PlatformId, Connection>;
  readonly #world: World;
  readonly #memory: FleetMemory | undefined;
  readonly #inFlight = new Map<PlatformId, Promise<ReadOutcome>>();
  readonly #wasRead = new Emitter<{ connection: Connection; complete: boolean }>();
  /** A list has come in and its rows are told. */
  readonly wasRead = this.#wasRead.event;

  constructor(definitions: readonly ConnectorDefinition[], world: World) {
    this.#connections = new Map(definitions.map((definition) => [definition.id, new Connection(definition)]));
    this.#world = world;
    this.#memory = world.remembered && new FleetMemory(world.remembered, world.board);
  }

  views(): PlatformView[] {
    return [...this.#connections.values()].map(({ view }) => view);
  }

  connected(): Connection[] {
    return [...this.#connections.values()].filter(({ connector }) => connector !== undefined);
  }

  connection(platform: PlatformId): Connection {
    const connection = this.#connections.get(platform);
    if (!connection)
      throw new PlatformError({
        code: 'unsupported',
        platform,
        message: t`This version of Slipway cannot use ${platform} yet.`,
      });
    return connection;
  }

  connector(platform: PlatformId): Connector {
    const { connector, definition, awaited } = this.connection(platform);
    if (connector) return connector;
    if (awaited)
      throw new PlatformError({
        code: 'unavailable',
        platform,
        message: t`${definition.displayName} is just being connected.`,
        hint: t('Try again in a moment.'),
      });
    throw new PlatformError({
      code: 'unauthorized',
      platform,
      message: t`${definition.displayName} is not connected.`,
      hint: definition.servers
        ? t`Connect ${definition.displayName} with a key, or add a ${definition.servers.label}.`
        : t`Connect ${definition.displayName} with a key first.`,
    });
  }

  /** The connection and the row that a key names. */
  find(
    key: DeploymentKey,
  ):
    | { connection: Connection; id: string; row: { deployment: Deployment; stale: boolean } | undefined }
    | undefined {
    const colon = key.indexOf(':');
    const connection = this.#connections.get(key.slice(0, colon) as PlatformId);
    if (!connection) return undefined;
    const id = key.slice(colon + 1);
    return { connection, id, row: connection.row(id) };
  }

  /** Its connector is about to come. What is remembered of the account stands until then. */
  foresee(platform: PlatformId, print: string | undefined): void {
    const connection = this.connection(platform);
    if (connection.connector) return;
    connection.awaited = true;
    this.#memory?.begin(connection, print);
    this.#world.board.prepare(this.#keys(connection));
  }

  /** `print` names the account in what is remembered of earlier windows. */
  replace(
    platform: PlatformId,
    connector: Connector | undefined,
    account: Account | undefined,
    print?: string,
  ): void {
    const connection = this.connection(platform);
    const keys = new Set(this.#keys(connection));
    connection.replace(connector, account, connection.awaited && connection.print === print);
    this.#memory?.begin(connection, print);
    for (const key of this.#keys(connection)) keys.add(key);
    this.#world.board.publish(keys);
  }

  /** Takes over what other windows have read since the last look. Cheap when there is nothing. */
  adopt(): void {
    const touched = this.#memory?.adopt(this.connected()) ?? [];
    if (touched.length > 0) this.#world.board.publish(touched);
  }

  /** The person has taken the account away: nothing of it is kept. */
  forget(platform: PlatformId): void {
    this.#memory?.forget(this.connection(platform));
  }

  setAccount(platform: PlatformId, account: Account): void {
    this.connection(platform).account = account;
    this.#world.board.publish();
  }

  setProblem(platform: PlatformId, problem: ErrorData): void {
    const connection = this.connection(platform);
    const keys = [...this.#keys(connection)];
    // What was awaited does not come.
    if (connection.awaited) connection.replace(undefined, undefined);
    connection.setProblem(problem);
    this.#world.board.publish(keys);
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
    const read = this.#read(this.connection(platform), options).finally(() =>
      this.#inFlight.delete(platform),
    );
    this.#inFlight.set(platform, read);
    return read;
  }

  /** One deployment as an action or a single read told it. Ignored when the connector has been replaced meanwhile. */
  put(connector: Connector, deployment: Deployment, along: DeploymentKey[] = []): void {
    const connection = this.connection(connector.platform);
    const { board } = this.#world;
    if (connection.connector !== connector) {
      board.publish(along);
      return;
    }
    connection.put(deployment);
    this.#world.store.recordStatus(sampleOf(connection, deployment));
    board.publish([deploymentKey(deployment.platform, deployment.id), ...along]);
  }

  /**
   * An action ended in a deployment of another id, as where a stopped one can only be made anew. It appears at
   * once, with the notes of the one before, which is looked at again: some platforms keep it, stopped.
   */
  succeed(connector: Connector, before: string, deployment: Deployment): DeploymentKey {
    const { notes } = this.#world;
    const key = deploymentKey(connector.platform, deployment.id);
    const kept = notes.get(deploymentKey(connector.platform, before));
    if (kept) notes.set(key, { ...kept, ...notes.get(key) });
    this.put(connector, deployment);
    void this.reread(connector, before);
    return key;
  }

  take(connector: Connector, id: string): void {
    const connection = this.connection(connector.platform);
    if (connection.connector !== connector) return;
    const deployment = connection.take(id);
    if (deployment) this.#sampleEnd(connection, deployment, this.#world.clock.now());
    this.#world.board.publish([deploymentKey(connector.platform, id)]);
  }

  /** Looks at one deployment again, after an action failed half-way. Best effort. */
  async reread(connector: Connector, id: string): Promise<void> {
    const { signal } = this.connection(connector.platform).life;
    try {
      this.put(connector, await connector.get(id, signal));
    } catch (error) {
      if (PlatformError.from(error).code === 'not-found') this.take(connector, id);
    }
  }

  dispose(): void {
    for (const connection of this.#connections.values()) connection.replace(undefined, undefined);
    this.#wasRead.dispose();
    this.#memory?.dispose();
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
      board.publish(this.#keys(connection));
      return aborted ? { kind: 'aborted' } : { kind: 'failed', error: problem };
    }
  }

  #merge(connection: Connection, listing: Listing, mark: number, askedAt: number): ReadOutcome {
    const { board } = this.#world;
    const platform = connection.definition.id;
    // First of all: what other windows saw decides which of these readings are news.
    const theirs = this.#adoptOtherWindows();
    const { touched, gone } = connection.merge(listing, mark);
    for (const deployment of gone) this.#sampleEnd(connection, deployment, listing.readAt);
    const rows = [...touched].flatMap((id) => connection.row(id) ?? []);
    this.#world.store.recordPoll({
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
    this.#memory?.keep(connection, listing.readAt);
    this.#wasRead.fire({ connection, complete: listing.complete });

    const waits = listing.problems.flatMap(({ retryAfterMs }) => retryAfterMs ?? []);
    return { kind: 'read', ...(waits.length > 0 ? { retryAfterMs: Math.max(...waits) } : {}) };
  }

  /**
   * A deploy of this window ended without success: a poll may have shown meanwhile that it exists all the
   * same. Its rows are looked at again, as the draft no longer stands for them.
   */
  settleDraft(id: string): DeploymentKey | undefined {
    const { board, clock, drafts } = this.#world;
    const platform = drafts.get(id)?.platform;
    if (!platform) return undefined;
    const connection = this.connection(platform);
    const known = { deployments: [...connection.deployments()], complete: false };
    const keys = this.#reconcile(connection, known, clock.now());
    board.publish([...keys, ...this.#keys(connection)]);
    return drafts.deployedAs(id);
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
      this.keepNotes(deploymentKey(platform, deployment.id), connection, draft.spec.config);
    return [...changed, ...found.map(({ draft }) => draft.id)].map(draftKey);
  }

  /** What the platform does not keep of a configuration, kept here. */
  keepNotes(key: DeploymentKey, connection: Connection, config: Parameters<typeof splitNotes>[1]): void {
    const { notes } = splitNotes(connection.definition, config);
    if (notes.description !== undefined || notes.tags !== undefined)
      this.#world.notes.set(key, { ...this.#world.notes.get(key), ...notes });
  }

  #adoptOtherWindows(): DeploymentKey[] {
    const { store, drafts, notes, removals } = this.#world;
    if (!store.changedElsewhere()) return [];
    return [...drafts.reload().map(draftKey), ...notes.reload(), ...removals.reload()];
  }

  /** It is gone, so it costs nothing from here on. */
  #sampleEnd({ scope }: Connection, { platform, id }: Deployment, at: number): void {
    const deployment = deploymentKey(platform, id);
    this.#world.store.recordEnd({ deployment, at, scope });
  }

  #keys(connection: Connection): DeploymentKey[] {
    return [...connection.ids].map((id) => deploymentKey(connection.definition.id, id));
  }
}

function sampleOf({ scope }: Connection, deployment: Deployment): StatusSample {
  const { platform, id, readAt, status, replicas, price, createdAt } = deployment;
  const { ready, max } = replicas;
  return {
    deployment: deploymentKey(platform, id),
    at: readAt,
    status,
    ...(ready === undefined ? {} : { ready }),
    ...(max === undefined ? {} : { max }),
    ...(price ? { price } : {}),
    ...(createdAt === undefined ? {} : { createdAt: Math.round(createdAt) }),
    scope,
  };
}
