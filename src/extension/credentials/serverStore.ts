import * as v from 'valibot';
import type * as vscode from 'vscode';
import type { ServerEntry } from '../../connectors/connector.ts';
import { platformIds, type PlatformId } from '../../connectors/domain.ts';
import { Emitter, type Event } from '../events.ts';
import type { Secrets } from '../home.ts';

const keyOf = (platform: PlatformId): string => `servers/${platform}`;

export const serverEntry = v.object({
  id: v.pipe(v.string(), v.minLength(1)),
  label: v.string(),
  url: v.pipe(v.string(), v.url()),
  token: v.exactOptional(v.string()),
  adapterToken: v.exactOptional(v.string()),
  addedAt: v.exactOptional(v.number()),
});

/**
 * The servers that a person registered by URL, kept in the editor's secret storage because an entry may hold
 * a key: one list per platform. Always read afresh, because another window may have changed it.
 */
export class ServerStore {
  readonly #secrets: Secrets;
  readonly #changed = new Emitter<PlatformId>();
  readonly onDidChange: Event<PlatformId> = this.#changed.event;
  readonly #subscription: vscode.Disposable;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(secrets: Secrets) {
    this.#secrets = secrets;
    this.#subscription = secrets.onDidChange(({ key }) => {
      const platform = platformIds.find((id) => keyOf(id) === key);
      if (platform) this.#changed.fire(platform);
    });
  }

  async get(platform: PlatformId): Promise<ServerEntry[]> {
    const text = await this.#secrets.get(keyOf(platform));
    return text === undefined ? [] : parse(text);
  }

  /** Adds it, or replaces the one with its id. */
  put(platform: PlatformId, server: ServerEntry): Promise<void> {
    return this.#write(platform, (servers) =>
      servers.some(({ id }) => id === server.id)
        ? servers.map((other) => (other.id === server.id ? server : other))
        : [...servers, server],
    );
  }

  remove(platform: PlatformId, id: string): Promise<void> {
    return this.#write(platform, (servers) => servers.filter((other) => other.id !== id));
  }

  clear(platform: PlatformId): Promise<void> {
    return this.#write(platform, () => []);
  }

  /** One change after the other: each begins with what the one before has left. */
  #write(platform: PlatformId, change: (servers: ServerEntry[]) => ServerEntry[]): Promise<void> {
    const next = this.#writing.then(async () => {
      const servers = change(await this.get(platform));
      if (servers.length === 0) await this.#secrets.delete(keyOf(platform));
      else await this.#secrets.store(keyOf(platform), JSON.stringify(servers));
    });
    this.#writing = next.catch(() => undefined);
    return next;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}

/** An entry that something else has spoiled is left out; it must not hide the others. */
function parse(text: string): ServerEntry[] {
  try {
    const list: unknown = JSON.parse(text);
    if (!Array.isArray(list)) return [];
    return list.flatMap((item: unknown) => {
      const { success, output } = v.safeParse(serverEntry, item);
      return success ? [output] : [];
    });
  } catch {
    return [];
  }
}
