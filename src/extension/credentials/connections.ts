import type { ConnectorDefinition, Connector, Log } from '../../connectors/connector.ts';
import type { PlatformId } from '../../connectors/domain.ts';
import { isCancelled, PlatformError } from '../../connectors/errors.ts';
import type { DeploymentService } from '../deployments/service.ts';
import { Disposables } from '../disposables.ts';
import type { Redaction } from '../redaction.ts';
import type { Store } from '../store/store.ts';
import type { BaseUrlChoice } from './baseUrls.ts';
import type { Credentials, CredentialStore } from './credentialStore.ts';
import type { LocalPlatforms } from './localPlatforms.ts';

export interface ConnectionsOptions {
  definitions: readonly ConnectorDefinition[];
  credentials: CredentialStore;
  service: DeploymentService;
  store: Store;
  log: Log;
  redaction: Redaction;
  baseUrls: (definition: ConnectorDefinition) => BaseUrlChoice;
  /** Simulators that stand in for platforms; their keys never touch the secret storage. */
  local: () => Promise<LocalPlatforms>;
}

/** Keeps each platform's connector in step with its saved key and base URLs. */
export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #owned = new Disposables();
  /** What each platform is connected with now, to notice that nothing changed. */
  readonly #using = new Map<PlatformId, string>();
  readonly #verifying = new Map<PlatformId, AbortController>();
  readonly #queue = new Map<PlatformId, Promise<void>>();
  #started: Promise<void> | undefined;
  #local: LocalPlatforms = {};

  constructor(options: ConnectionsOptions) {
    this.#options = options;
    this.#owned.add(
      options.credentials.onDidChange((platform) => {
        if (this.#started) void this.sync(platform);
      }),
    );
  }

  /** Connects every platform that has a saved key. The first call does it, the others wait for it. */
  start(): Promise<void> {
    this.#started ??= this.#startOnce();
    return this.#started;
  }

  async #startOnce(): Promise<void> {
    this.#local = await this.#options.local();
    await this.syncAll();
  }

  async syncAll(): Promise<void> {
    await Promise.all(this.#options.definitions.map(({ id }) => this.sync(id)));
  }

  /** Keys or base URLs may have changed. Before the start there is nothing to keep in step. */
  recheck(): void {
    if (this.#started) void this.syncAll();
  }

  definition(platform: PlatformId): ConnectorDefinition | undefined {
    return this.#options.definitions.find(({ id }) => id === platform);
  }

  isLocal(platform: PlatformId): boolean {
    return this.#local[platform] !== undefined;
  }

  get anyLocal(): boolean {
    return Object.keys(this.#local).length > 0;
  }

  /** One at a time per platform, each reading afresh: the last change wins. */
  sync(platform: PlatformId): Promise<void> {
    const next = (this.#queue.get(platform) ?? Promise.resolve()).then(() => this.#sync(platform));
    this.#queue.set(platform, next);
    return next;
  }

  async #sync(platform: PlatformId): Promise<void> {
    const definition = this.definition(platform);
    if (!definition) return;
    const { service } = this.#options;
    try {
      const local = this.#local[platform];
      const credentials = local?.credentials ?? (await this.#options.credentials.get(platform));
      if (!credentials) {
        this.#detach(platform);
        return;
      }
      const { urls, problems } = local
        ? { urls: local.baseUrls, problems: [] }
        : this.#options.baseUrls(definition);
      const using = JSON.stringify([credentials, urls, problems]);
      if (this.#using.get(platform) === using) return;
      this.#detach(platform);
      this.#using.set(platform, using);
      if (problems.length > 0) service.setProblem(platform, wrongBaseUrl(definition, problems));
      else this.#attach(definition, this.open(definition, credentials, urls));
    } catch (error) {
      const { data } = PlatformError.from(error, platform);
      this.#options.log.warn(`${platform}: the saved key could not be read. ${data.message}`);
      service.setProblem(platform, {
        ...data,
        code: 'unauthorized',
        message: 'The saved key could not be read.',
        hint: 'Connect again.',
      });
    }
  }

  /** A connector of its own, for a check of credentials that are not saved yet. */
  open(
    definition: ConnectorDefinition,
    credentials: Credentials,
    baseUrls?: Record<string, string>,
  ): Connector {
    const { log, redaction, store } = this.#options;
    redaction.hide(
      definition.credentials.flatMap(({ key, secret }) => (secret ? (credentials[key] ?? []) : [])),
    );
    return definition.connect({
      credentials,
      baseUrls: baseUrls ?? this.#checkedBaseUrls(definition),
      log,
      memory: store.memory(definition.id),
    });
  }

  #checkedBaseUrls(definition: ConnectorDefinition): Record<string, string> {
    const { urls, problems } = this.#options.baseUrls(definition);
    if (problems.length > 0) throw new PlatformError(wrongBaseUrl(definition, problems));
    return urls;
  }

  #attach(definition: ConnectorDefinition, connector: Connector): void {
    const { service, log } = this.#options;
    service.connect(definition.id, connector);
    const controller = new AbortController();
    this.#verifying.set(definition.id, controller);
    connector.verify(controller.signal).then(
      (account) => {
        if (!controller.signal.aborted) service.setAccount(definition.id, account);
      },
      (error: unknown) => {
        if (isCancelled(error) || controller.signal.aborted) return;
        const { data } = PlatformError.from(error, definition.id);
        log.warn(`${definition.displayName}: ${data.message}`);
        service.setProblem(definition.id, data);
      },
    );
  }

  #detach(platform: PlatformId): void {
    this.#verifying.get(platform)?.abort();
    this.#verifying.delete(platform);
    if (this.#using.delete(platform)) this.#options.service.disconnect(platform);
  }

  dispose(): void {
    for (const controller of this.#verifying.values()) controller.abort();
    this.#owned.dispose();
  }
}

function wrongBaseUrl({ id, displayName }: ConnectorDefinition, problems: string[]) {
  return {
    code: 'invalid' as const,
    platform: id,
    message: `${displayName} is not connected, because a base URL in the settings is wrong. ${problems.join(' ')}`,
    hint: `Correct slipway.${id}.baseUrl in the settings, or empty it.`,
  };
}
