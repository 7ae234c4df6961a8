import * as vscode from 'vscode';
import type { PlatformId } from '../../connectors/domain.ts';
import { platformIds } from '../../connectors/domain.ts';
import type { Secrets } from '../home.ts';

export type Credentials = Record<string, string>;

const keyOf = (platform: PlatformId): string => `platform/${platform}`;

/**
 * The only place where keys are kept: the editor's secret storage, one entry per platform so that its
 * fields change together. Always read afresh, because another window may have changed it.
 */
export class CredentialStore {
  readonly #secrets: Secrets;
  readonly onDidChange: vscode.Event<PlatformId>;
  readonly #changed = new vscode.EventEmitter<PlatformId>();
  readonly #subscription: vscode.Disposable;

  constructor(secrets: Secrets) {
    this.#secrets = secrets;
    this.onDidChange = this.#changed.event;
    this.#subscription = secrets.onDidChange(({ key }) => {
      const platform = platformIds.find((id) => keyOf(id) === key);
      if (platform) this.#changed.fire(platform);
    });
  }

  async get(platform: PlatformId): Promise<Credentials | undefined> {
    const text = await this.#secrets.get(keyOf(platform));
    return text === undefined ? undefined : parse(text);
  }

  async set(platform: PlatformId, credentials: Credentials): Promise<void> {
    await this.#secrets.store(keyOf(platform), JSON.stringify(credentials));
  }

  async delete(platform: PlatformId): Promise<void> {
    await this.#secrets.delete(keyOf(platform));
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}

function parse(text: string): Credentials | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const fields = Object.entries(value).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    );
    return fields.length > 0 ? Object.fromEntries(fields) : undefined;
  } catch {
    return undefined;
  }
}
