import type {
  ConnectContext,
  Connector,
  ConnectorDefinition,
  Log,
  ServerEntry,
  Workbench,
} from '../../connectors/connector.ts';
import type { OwnPrices } from '../../connectors/price-book.ts';
import type { Redaction } from '../redaction.ts';
import type { Store } from '../store/store.ts';
import type { Means } from './means.ts';
import { noServers } from './problems.ts';

export interface OpeningOptions {
  store: Pick<Store, 'memory'>;
  log: Log;
  redaction: Redaction;
  /** Programs and files of this machine, for platforms that are deployed to by them. */
  workbench?: Workbench;
}

/** Makes connectors. Whatever they are given of secrets is known to the redaction before they have it. */
export class Opening {
  readonly #options: OpeningOptions;

  constructor(options: OpeningOptions) {
    this.#options = options;
  }

  async open(definition: ConnectorDefinition, means: Means, prices: OwnPrices): Promise<Connector> {
    const connect = await definition.load();
    return connect(this.#context(definition, means, prices));
  }

  /** Asks a server that is not registered yet who it is. */
  async checkServer(
    definition: ConnectorDefinition,
    server: ServerEntry,
    signal?: AbortSignal,
  ): Promise<string> {
    if (!definition.servers) throw noServers(definition);
    const means = { credentials: {}, servers: [server], baseUrls: { urls: {}, problems: [] } };
    return definition.servers.check(server, this.#context(definition, means, {}), signal);
  }

  #context(
    definition: ConnectorDefinition,
    { credentials, servers, baseUrls }: Means,
    prices: OwnPrices,
  ): ConnectContext {
    const { log, redaction, store, workbench } = this.#options;
    redaction.hide([
      ...definition.credentials.flatMap(({ key, secret }) => (secret ? (credentials[key] ?? []) : [])),
      ...servers.flatMap(({ token, adapterToken }) => [token ?? [], adapterToken ?? []].flat()),
    ]);
    return {
      credentials,
      baseUrls: baseUrls.urls,
      ...(definition.servers ? { servers } : {}),
      ...(Object.keys(prices).length > 0 ? { prices } : {}),
      log,
      ...(workbench ? { workbench } : {}),
      memory: store.memory(definition.id),
    };
  }
}
