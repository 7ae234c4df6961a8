import { t } from '@vscode/l10n';
import type { Account, Connector, ConnectorDefinition, ServerEntry } from '../../connectors/connector.ts';
import type { PlatformId } from '../../connectors/domain.ts';
import { isCancelled, PlatformError } from '../../connectors/errors.ts';
import type { DeploymentService } from '../deployments/service.ts';
import { Disposables } from '../disposables.ts';
import type { Event } from '../events.ts';
import type { BaseUrlChoice } from './baseUrls.ts';
import type { Credentials, CredentialStore } from './credentialStore.ts';
import { KnownAccounts } from './knownAccounts.ts';
import type { KnownAccountsOptions } from './knownAccounts.ts';
import type { LocalPlatform, LocalPlatforms } from './localPlatforms.ts';
import { accountOf } from './means.ts';
import type { Means } from './means.ts';
import { Opening } from './opening.ts';
import type { OpeningOptions } from './opening.ts';
import { chosenPrices } from './prices.ts';
import { wrongBaseUrl } from './problems.ts';
import type { ServerStore } from './serverStore.ts';

export interface ConnectionsOptions extends OpeningOptions, KnownAccountsOptions {
  definitions: readonly ConnectorDefinition[];
  credentials: Pick<CredentialStore, 'get'> & { onDidChange: Event<PlatformId> };
  servers: Pick<ServerStore, 'get' | 'onDidChange'>;
  service: DeploymentService;
  baseUrls: (definition: ConnectorDefinition) => BaseUrlChoice;
  /** The setting with the person's own prices, asked each time. */
  prices: () => unknown;
  /** Simulators that stand in for platforms; their keys never touch the secret storage. */
  local: () => Promise<LocalPlatforms>;
  /** Resolves when the rows that are remembered are on the screen: platforms come after that. Default: at once. */
  drawn?: () => Promise<unknown>;
}

/** Keeps each platform's connector in step with its saved key, servers, base URLs and prices. */
export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #owned = new Disposables();
  /** What each platform is connected with now, to notice that nothing changed, or not whose account it is. */
  readonly #using = new Map<PlatformId, { all: string; account: string; servers: ServerEntry[] }>();
  readonly #verifying = new Map<PlatformId, AbortController>();
  readonly #queue = new Map<PlatformId, Promise<void>>();
  readonly #known = Promise.withResolvers<undefined>();
  readonly #accounts: KnownAccounts;
  readonly #opening: Opening;
  #started: Promise<void> | undefined;
  #local: LocalPlatforms = {};

  constructor(options: ConnectionsOptions) {
    this.#options = options;
    this.#accounts = new KnownAccounts(options);
    this.#opening = new Opening(options);
    for (const saved of [options.credentials, options.servers])
      this.#owned.add(
        saved.onDidChange((platform) => {
          if (this.#started) void this.sync(platform);
        }),
      );
  }

  /** Connects every platform that has a saved key. The first call does it, the others wait for it. */
  start(): Promise<void> {
    this.#started ??= this.#startOnce();
    return this.#started;
  }

  /** Begins with `start`, and resolves as soon as what is remembered of the accounts can be shown. */
  known(): Promise<unknown> {
    // Whoever starts is told what went wrong.
    this.start().catch(() => undefined);
    return this.#known.promise;
  }

  async #startOnce(): Promise<void> {
    const { definitions, drawn } = this.#options;
    try {
      this.#local = await this.#options.local();
      for (const { id } of definitions) if (!this.isLocal(id)) this.#accounts.foresee(id);
    } finally {
      // Whatever went wrong: who waits for rows is not left waiting.
      this.#known.resolve(undefined);
    }
    // Asking for the keys, reading a platform's code and the first calls take the time that the first rows need.
    await drawn?.();
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
    const { service, prices: setting, log } = this.#options;
    try {
      const means = await this.#means(definition);
      const isForeseen = this.#accounts.settle(platform);
      if (!means) {
        this.#accounts.keep(platform, undefined);
        // Its key has gone since.
        if (isForeseen) service.disconnect(platform);
        this.#detach(platform);
        this.#forgetProblems(platform);
        return;
      }
      const { credentials, servers, baseUrls } = means;
      const { prices, problems } = chosenPrices(platform, setting(), servers);
      const account = accountOf(definition, means);
      const all = JSON.stringify([account, credentials, servers, prices]);
      const before = this.#using.get(platform);
      if (before?.all === all) return;
      for (const problem of problems) log.warn(`slipway.prices: ${problem}`);
      // The same account with more servers, other prices or a credential that was made for it: its rows stay until it was read again.
      const gone = before?.servers.some(({ id }) => !servers.some((server) => server.id === id));
      const same = before?.account === account && !gone ? service.account(platform) : undefined;
      if (!same) this.#detach(platform);
      this.#using.set(platform, { all, account, servers });
      if (baseUrls.problems.length > 0)
        service.setProblem(platform, wrongBaseUrl(definition, baseUrls.problems));
      else {
        const connector = await this.#opening.open(definition, means, prices);
        const print = this.#accounts.print(definition, means);
        this.#attach(definition, connector, same, print);
        this.#accounts.keep(platform, print);
      }
    } catch (error) {
      const { data } = PlatformError.from(error, platform);
      log.warn(`${platform}: the saved key could not be read. ${data.message}`);
      service.setProblem(platform, {
        ...data,
        code: 'unauthorized',
        message: t('The saved key could not be read.'),
        hint: t('Connect again.'),
      });
    }
  }

  /** Undefined: there is neither a key nor a server, so it is not connected. */
  async #means(definition: ConnectorDefinition): Promise<Means | undefined> {
    const { id } = definition;
    const local: LocalPlatform | undefined = this.#local[id];
    const [servers, saved] = await Promise.all([
      this.servers(definition),
      local ? undefined : this.#options.credentials.get(id),
    ]);
    const credentials = local?.credentials ?? saved;
    if (!credentials && servers.length === 0) return undefined;
    const baseUrls = local ? { urls: local.baseUrls, problems: [] } : this.#options.baseUrls(definition);
    return { credentials: credentials ?? {}, servers, baseUrls };
  }

  /** Those of a simulator, and those that the person registered. */
  async servers({ id, servers }: ConnectorDefinition): Promise<ServerEntry[]> {
    if (!servers) return [];
    return [...(this.#local[id]?.servers ?? []), ...(await this.#options.servers.get(id))];
  }

  /** Whether it came with a simulator: then it cannot be changed. */
  isLocalServer(platform: PlatformId, server: string): boolean {
    return this.#local[platform]?.servers?.some(({ id }) => id === server) ?? false;
  }

  /** A connector of its own, for a check of credentials that are not saved yet. */
  open(definition: ConnectorDefinition, credentials: Credentials): Promise<Connector> {
    const means = { credentials, servers: [], baseUrls: this.#checkedBaseUrls(definition) };
    return this.#opening.open(definition, means, {});
  }

  /** Asks a server that is not registered yet who it is. */
  checkServer(definition: ConnectorDefinition, server: ServerEntry, signal?: AbortSignal): Promise<string> {
    return this.#opening.checkServer(definition, server, signal);
  }

  /** Those of a simulator are kept in this window only, as all that it has. False: it is none. */
  async keepLocal(platform: PlatformId, credentials: Credentials): Promise<boolean> {
    const local = this.#local[platform];
    if (!local) return false;
    this.#local[platform] = { ...local, credentials: { ...local.credentials, ...credentials } };
    await this.sync(platform);
    return true;
  }

  #checkedBaseUrls(definition: ConnectorDefinition): BaseUrlChoice {
    const choice = this.#options.baseUrls(definition);
    if (choice.problems.length > 0) throw new PlatformError(wrongBaseUrl(definition, choice.problems));
    return choice;
  }

  #attach(
    definition: ConnectorDefinition,
    connector: Connector,
    account: Account | undefined,
    print: string | undefined,
  ): void {
    const { service, log } = this.#options;
    this.#verifying.get(definition.id)?.abort();
    service.connect(definition.id, connector, account, print);
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

  /** A key that could not be read before has left a row that says so. */
  #forgetProblems(platform: PlatformId): void {
    const { service } = this.#options;
    const view = service.fleet().platforms.find(({ id }) => id === platform);
    if (view && view.problems.length > 0) service.disconnect(platform);
  }

  dispose(): void {
    for (const controller of this.#verifying.values()) controller.abort();
    this.#owned.dispose();
  }
}
