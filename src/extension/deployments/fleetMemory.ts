import type { PlatformId } from '../../connectors/domain.ts';
import type { Subscription } from '../events.ts';
import type { Memento, Remembered } from '../remembered/remembered.ts';
import type { Board } from './board.ts';
import type { Connection } from './connection.ts';
import { same } from './same.ts';
import type { DeploymentKey } from './types.ts';
import { deploymentKey } from './views.ts';

/** Between the rows of this window and what is remembered for all: what changed goes there, once per list. */
export class FleetMemory {
  readonly #remembered: Remembered;
  readonly #subscription: Subscription;
  readonly #unkept = new Map<PlatformId, Set<string>>();
  /** The rows as they are kept, by platform: a row that only became fresh again is not news. */
  readonly #kept = new Map<PlatformId, Map<string, unknown>>();

  constructor(remembered: Remembered, board: Pick<Board, 'changed'>) {
    this.#remembered = remembered;
    this.#subscription = board.changed(({ keys }) => {
      for (const key of keys) this.#note(key);
    });
  }

  /** Another connector, or none: what is known of its account stands until its first list comes. */
  begin(connection: Connection, print: string | undefined): void {
    const { id } = connection.definition;
    const before = connection.print;
    connection.print = connection.connector || connection.awaited ? print : undefined;
    const known = connection.lastReadAt ?? connection.rememberedAt;
    if (connection.print !== undefined && connection.print === before && known !== undefined) return;
    this.#unkept.delete(id);
    this.#kept.delete(id);
    if (connection.print === undefined) return;
    const memento = this.#remembered.recall(connection.print);
    if (!memento) return;
    this.#kept.set(id, byId(memento));
    if (connection.lastReadAt === undefined) connection.remember(memento);
  }

  /** After a list. */
  keep(connection: Connection, readAt: number): void {
    const { print, definition } = connection;
    if (print === undefined) return;
    const { id: platform } = definition;
    // Another window may have begun it, or forgotten it, meanwhile: then all is held against what is there.
    const mine = this.#remembered.has(print) ? this.#kept.get(platform) : undefined;
    const kept = mine ?? byId(this.#remembered.recall(print));
    const changed = mine ? (this.#unkept.get(platform) ?? []) : new Set([...kept.keys(), ...connection.ids]);
    const memento: Memento = { readAt, rows: [], gone: [] };
    for (const id of changed) {
      const row = connection.row(id);
      if (!row) {
        if (kept.delete(id)) memento.gone.push(id);
      } else if (!same(kept.get(id), row.deployment)) {
        kept.set(id, row.deployment);
        memento.rows.push(row.deployment);
      }
    }
    this.#kept.set(platform, kept);
    this.#unkept.delete(platform);
    this.#remembered.keep(print, memento);
  }

  /** What other windows have read. Returns the rows that are others now. */
  adopt(connections: readonly Connection[]): DeploymentKey[] {
    const byPrint = new Map(
      connections.flatMap((connection) =>
        connection.print === undefined ? [] : [[connection.print, connection] as const],
      ),
    );
    const news = this.#remembered.news([...byPrint.keys()]);
    if (!news) return [];
    return [...news].flatMap(([print, memento]) => {
      const connection = byPrint.get(print);
      if (!connection) return [];
      const { id: platform } = connection.definition;
      const kept = this.#kept.get(platform);
      for (const row of memento.rows) kept?.set(row.id, row);
      for (const id of memento.gone) kept?.delete(id);
      return [...connection.adopt(memento)].map((id) => deploymentKey(platform, id));
    });
  }

  forget(connection: Connection): void {
    if (connection.print !== undefined) this.#remembered.forget(connection.print);
  }

  #note(key: DeploymentKey): void {
    const colon = key.indexOf(':');
    const platform = key.slice(0, colon) as PlatformId;
    let unkept = this.#unkept.get(platform);
    if (!unkept) this.#unkept.set(platform, (unkept = new Set()));
    unkept.add(key.slice(colon + 1));
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

const byId = (memento: Memento | undefined): Map<string, unknown> =>
  new Map((memento?.rows ?? []).map((row) => [row.id, row]));
