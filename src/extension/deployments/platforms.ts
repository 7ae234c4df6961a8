import { t } from '@vscode/l10n';
import type { Account, Clock, Connector, ConnectorDefinition, Log } from '../../connectors/connector.ts';
import type { Deployment, PlatformId } from '../../connectors/domain.ts';
import { PlatformError } from '../../connectors/errors.ts';
import type { ErrorData } from '../../connectors/errors.ts';
import type { Remembered } from '../remembered/remembered.ts';
import type { Store } from '../store/store.ts';
import type { Board } from './board.ts';
import { Connection } from './connection.ts';
import type { DraftBook } from './drafts.ts';
import { FleetMemory } from './fleetMemory.ts';
import { splitNotes } from './notes.ts';
import type { NoteBook } from './notes.ts';
import type { RemovalBook } from './removalBook.ts';
import { endOf, sampleOf } from './samples.ts';
import type { DeploymentKey, PlatformView } from './types.ts';
import { deploymentKey } from './views.ts';

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

/** The connections: what each is connected with, and its rows as they are known. */
export class Platforms {
  readonly #connections: Map<PlatformId, Connection>;
  readonly #world: World;
  readonly #memory: FleetMemory | undefined;

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
    this.#world.board.prepare(this.keys(connection));
  }

  /** `print` names the account in what is remembered of earlier windows. */
  replace(
    platform: PlatformId,
    connector: Connector | undefined,
    account: Account | undefined,
    print?: string,
  ): void {
    const connection = this.connection(platform);
    const keys = new Set(this.keys(connection));
    connection.replace(connector, account, connection.awaited && connection.print === print);
    this.#memory?.begin(connection, print);
    for (const key of this.keys(connection)) keys.add(key);
    this.#world.board.publish(keys);
  }

  /** Takes over what other windows have read since the last look. Cheap when there is nothing. */
  adopt(): void {
    const touched = this.#memory?.adopt(this.connected()) ?? [];
    if (touched.length > 0) this.#world.board.publish(touched);
  }

  /** For other windows, and for the next start: what was just read. */
  remember(connection: Connection, readAt: number): void {
    this.#memory?.keep(connection, readAt);
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
    const keys = [...this.keys(connection)];
    // What was awaited does not come.
    if (connection.awaited) connection.replace(undefined, undefined);
    connection.setProblem(problem);
    this.#world.board.publish(keys);
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
    this.#world.store.statuses.record(sampleOf(connection, deployment));
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
    if (deployment)
      this.#world.store.statuses.recordEnd(endOf(connection, deployment, this.#world.clock.now()));
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
    this.#memory?.dispose();
  }

  /** What the platform does not keep of a configuration, kept here. */
  keepNotes(key: DeploymentKey, connection: Connection, config: Parameters<typeof splitNotes>[1]): void {
    const { notes } = splitNotes(connection.definition, config);
    if (notes.description !== undefined || notes.tags !== undefined)
      this.#world.notes.set(key, { ...this.#world.notes.get(key), ...notes });
  }

  keys(connection: Connection): DeploymentKey[] {
    return [...connection.ids].map((id) => deploymentKey(connection.definition.id, id));
  }
}
