import { withoutLastSlash } from '../address.ts';
import { systemClock } from '../clock.ts';
import type {
  Account,
  AdapterChoice,
  ConnectContext,
  Connector,
  DeploymentChange,
  DeploymentSpec,
  FieldChoice,
  InstanceType,
  Listing,
  LogEntry,
  LogFilters,
  LogQuery,
  ModelChoice,
  ModelQuery,
  ModelVariant,
  Page,
  Plan,
  PlatformUsage,
  Progress,
  Revision,
  TestForm,
  TimeWindow,
} from '../connector.ts';
import type { Deployment, DeploymentConfig, ModelRef } from '../domain.ts';
import type { InvokeEvent, InvokeRequest, SnippetLanguage } from '../inference.ts';
import { processMemory } from '../memory.ts';
import { redactor } from '../redact.ts';
import { TokenAccount } from './account.ts';
import { ModalApi } from './api.ts';
import { AppDeployer } from './app/deployer.ts';
import { SpecBook } from './app/spec-book.ts';
import { cataloguePage, ownPage, variantsOf } from './catalogue.ts';
import { Changes } from './changes.ts';
import { choices } from './choices.ts';
import { EndpointBook } from './endpoint-book.ts';
import { EndpointDeployer } from './endpoint-deploy.ts';
import { Environments } from './environments.ts';
import { hardware } from './hardware.ts';
import { readHistory, toRevisions } from './history.ts';
import { Inventory } from './inventory.ts';
import { Tester } from './invoke.ts';
import { issueProxyToken } from './issue.ts';
import { Logs } from './logs.ts';
import { Prices } from './prices.ts';
import type { ReadServed } from './served.ts';
import { Singles } from './single.ts';
import { snippet } from './snippets.ts';
import { UsageReader } from './usage.ts';
import type { ControlPlane } from './wire.ts';

export interface Bases {
  server: string;
}

/** One workspace, or the environments of it that were chosen. Builds the parts and hands each call to the one it concerns. */
export class ModalConnector implements Connector {
  readonly platform = 'modal';
  readonly #api: ModalApi;
  readonly #environments: Environments;
  readonly #account: TokenAccount;
  readonly #prices: Prices;
  readonly #inventory: Inventory;
  readonly #singles: Singles;
  readonly #changes: Changes;
  readonly #tester: Tester;
  readonly #logs: Logs;
  readonly #usage: UsageReader;

  /** `plane`: for tests, the calls without a network. */
  constructor(context: ConnectContext, defaults: Bases, plane?: ControlPlane) {
    const credential = (key: string): string => (context.credentials[key] ?? '').trim();
    const secrets = ['tokenSecret', 'proxyTokenSecret', 'hfToken'].map(credential);
    const tokenId = credential('tokenId');
    const tokenSecret = credential('tokenSecret');
    this.#api = new ModalApi({
      tokenId,
      tokenSecret,
      server: withoutLastSlash(context.baseUrls?.['server']?.trim() || defaults.server),
      clock: context.clock ?? systemClock,
      log: context.log,
      redact: redactor(secrets),
      ...(plane ? { plane } : {}),
    });
    const api = this.#api;
    const memory = context.memory ?? processMemory();
    const specs = new SpecBook(memory);
    this.#environments = new Environments(api, credential('environments'));
    this.#account = new TokenAccount(api, this.#environments);
    this.#prices = new Prices(api, context.prices);
    this.#inventory = new Inventory({
      api,
      environments: this.#environments,
      account: this.#account,
      prices: this.#prices,
      specs,
      endpointSpecs: new EndpointBook(memory),
    });
    this.#singles = new Singles(this.#inventory);
    const read: ReadServed = (id, signal) => this.#singles.served(id, signal);
    this.#logs = new Logs({ api, read });
    this.#usage = new UsageReader({ api, read });
    const proxy = { id: credential('proxyTokenId'), secret: credential('proxyTokenSecret') };
    this.#tester = new Tester({
      api,
      read,
      fetch: context.fetch,
      proxy: proxy.id === '' || proxy.secret === '' ? undefined : proxy,
    });
    this.#changes = new Changes({
      inventory: this.#inventory,
      singles: this.#singles,
      endpoints: new EndpointDeployer(this.#inventory, credential('hfToken')),
      apps: new AppDeployer({
        api,
        workbench: context.workbench,
        specs,
        tokenId,
        tokenSecret,
        price: ({ gpu, cpu, memory: memoryMib, region, model }) =>
          this.#prices.of({
            gpu: typeof gpu === 'string' ? gpu : (gpu[0] ?? ''),
            cores: cpu ?? undefined,
            memoryMib: memoryMib ?? undefined,
            regions: region,
            model: { id: model, name: model, kind: 'model' },
          }),
      }),
    });
  }

  verify(signal?: AbortSignal): Promise<Account> {
    return this.#account.verify(signal);
  }

  list(options: { signal?: AbortSignal; fresh?: boolean } = {}): Promise<Listing> {
    return this.#inventory.list(options.fresh ?? false, options.signal);
  }

  get(id: string, signal?: AbortSignal): Promise<Deployment> {
    return this.#singles.get(id, signal);
  }

  async models(query: ModelQuery, signal?: AbortSignal): Promise<Page<ModelChoice>> {
    if (query.scope === 'catalogue') return cataloguePage(query);
    if (this.#inventory.all().length === 0) await this.#inventory.list(false, signal);
    return ownPage(
      this.#inventory.all().map((row) => this.#inventory.present(row).model),
      query,
    );
  }

  variants(model: ModelRef): Promise<ModelVariant[]> {
    return Promise.resolve(model).then(variantsOf);
  }

  async hardware(signal?: AbortSignal): Promise<InstanceType[]> {
    await this.#prices.refresh(signal);
    return hardware(this.#prices);
  }

  choices(field: string, config: DeploymentConfig, signal?: AbortSignal): Promise<FieldChoice[]> {
    return choices({ api: this.#api, environments: this.#environments }, field, config, signal);
  }

  issue(): Promise<Record<string, string>> {
    return issueProxyToken(this.#api);
  }

  async adapters(id: string, signal?: AbortSignal): Promise<AdapterChoice[]> {
    return (await this.#singles.served(id, signal)).adapters;
  }

  plan(spec: DeploymentSpec, signal?: AbortSignal): Promise<Plan> {
    return this.#changes.plan(spec, signal);
  }

  planUpdate(id: string, change: DeploymentChange, signal?: AbortSignal): Promise<Plan> {
    return this.#changes.planUpdate(id, change, signal);
  }

  deploy(
    spec: DeploymentSpec,
    options: { signal?: AbortSignal; progress?: Progress } = {},
  ): Promise<Deployment> {
    return this.#changes.deploy(spec, options);
  }

  update(id: string, change: DeploymentChange, signal?: AbortSignal): Promise<Deployment> {
    return this.#changes.update(id, change, signal);
  }

  stop(id: string, signal?: AbortSignal): Promise<Deployment> {
    return this.#changes.stop(id, signal);
  }

  start(id: string, signal?: AbortSignal): Promise<Deployment> {
    return this.#changes.start(id, signal);
  }

  remove(): Promise<void> {
    return Promise.reject(this.#changes.noRemoval());
  }

  testForm(id: string, signal?: AbortSignal): Promise<TestForm> {
    return this.#tester.form(id, signal);
  }

  invoke(id: string, request: InvokeRequest, signal?: AbortSignal): AsyncIterable<InvokeEvent> {
    return this.#tester.invoke(id, request, signal);
  }

  snippet(deployment: Deployment, request: InvokeRequest, language: SnippetLanguage): string {
    return snippet(deployment, request, language);
  }

  logs(id: string, query: LogQuery, signal?: AbortSignal): Promise<LogEntry[]> {
    return this.#logs.read(id, query, signal);
  }

  follow(id: string, query: LogQuery, signal?: AbortSignal): AsyncIterable<LogEntry> {
    return this.#logs.follow(id, query, signal);
  }

  logFilters(id: string, signal?: AbortSignal): Promise<LogFilters> {
    return this.#logs.filters(id, signal);
  }

  usage(id: string, window: TimeWindow, signal?: AbortSignal): Promise<PlatformUsage> {
    return this.#usage.read(id, window, signal);
  }

  async revisions(id: string, signal?: AbortSignal): Promise<Revision[]> {
    const subject = this.#changes.subject(id);
    if (subject.kind === 'endpoint') return [];
    return toRevisions(await readHistory(this.#api, subject.id, signal));
  }

  rollback(id: string, revision: string, signal?: AbortSignal): Promise<Deployment> {
    return this.#changes.rollback(id, revision, signal);
  }

  restart(id: string, signal?: AbortSignal): Promise<Deployment> {
    return this.#changes.restart(id, signal);
  }

  dispose(): void {
    this.#tester.dispose();
    this.#api.dispose();
  }
}
