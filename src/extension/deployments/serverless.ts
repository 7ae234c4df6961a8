import { t } from '@vscode/l10n';
import type { Page, ServerlessModel } from '../../connectors/connector.ts';
import type { PlatformId } from '../../connectors/domain.ts';
import { PlatformError } from '../../connectors/errors.ts';
import type { Platforms } from './platforms.ts';
import type { DeploymentKey, DeploymentView, PlatformView } from './types.ts';
import { deploymentKey, deploymentView } from './views.ts';

const prefix = 'serverless:';

export function isServerless(key: DeploymentKey): boolean {
  return key.slice(key.indexOf(':') + 1).startsWith(prefix);
}

/**
 * Models that a platform serves to everyone. They can be tested and measured like deployments, by a key of
 * the same form, but are nobody's deployments: they are in no list, no count and no bill per hour.
 */
export class ServerlessModels {
  readonly #platforms: Platforms;

  constructor(platforms: Platforms) {
    this.#platforms = platforms;
  }

  /** The connected platforms that have such models. */
  platforms(): PlatformView[] {
    return this.#platforms
      .connected()
      .filter(({ connector }) => connector?.serverless !== undefined)
      .map(({ view }) => view);
  }

  async list(
    platform: PlatformId,
    query: { text?: string; cursor?: string },
    signal?: AbortSignal,
  ): Promise<Page<ServerlessModel>> {
    const connector = this.#platforms.connector(platform);
    if (!connector.serverless)
      throw new PlatformError({
        code: 'unsupported',
        platform,
        message: t('This platform serves no models without a deployment.'),
      });
    return connector.serverless(query, signal);
  }

  /** As known; undefined until it was read. */
  view(key: DeploymentKey): DeploymentView | undefined {
    const deployment = isServerless(key) ? this.#platforms.find(key)?.row?.deployment : undefined;
    return deployment && deploymentView(deployment, false, { notes: undefined, busy: undefined });
  }

  /** Reads one, so that its key can be tested; returns the key. */
  async open(platform: PlatformId, model: string, signal?: AbortSignal): Promise<DeploymentKey> {
    const connector = this.#platforms.connector(platform);
    const deployment = await connector.get(prefix + model, signal);
    this.#platforms.connection(platform).keepApart(deployment);
    return deploymentKey(platform, deployment.id);
  }

  /** The same by its key, for a panel that comes back after a reload. */
  async read(key: DeploymentKey, signal?: AbortSignal): Promise<DeploymentView | undefined> {
    const found = isServerless(key) ? this.#platforms.find(key) : undefined;
    if (!found) return undefined;
    await this.open(found.connection.definition.id, found.id.slice(prefix.length), signal);
    return this.view(key);
  }
}
